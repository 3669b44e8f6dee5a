import GatewayCore
import Logging
import Testing

@testable import SQLiteStore

@Suite("Settings in a SQLite file")
struct SQLiteStoreTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ name: String = "state", pageLimit: Int? = nil, queue: Int = 1024) throws -> SQLiteStore {
        try SQLiteStore(folder: "\(folder.path)/\(name)", pageLimit: pageLimit, queue: queue)
    }

    @Test("what was written is there after the file is opened again")
    func persistence() async throws {
        let store = try open()
        try await store.write("image", ["brightness": "128", "contrast": ""])
        try await store.write("image", ["brightness": "7", "hue": "1"])
        try await store.write("image", ["hue": nil])
        #expect(store.values(in: "image") == ["brightness": "7", "contrast": ""])
        store.close()
        let again = try open()
        #expect(again.values(in: "image") == ["brightness": "7", "contrast": ""])
        #expect(again.values(in: "osd") == [:])
        #expect(again.damagedFile == nil)
    }

    @Test(
        "any text survives: NUL, quotes, other scripts", arguments: ["a\0b", "'; DROP TABLE entries; --", "摄像机 🎥", "\u{301}"])
    func anyText(_ text: String) async throws {
        let store = try open()
        try await store.write("scope \(text)", [text: text])
        store.close()
        #expect(try open().values(in: "scope \(text)") == [text: text])
    }

    @Test("a folder is made with its parents, and only its owner may look into it")
    func rights() async throws {
        let store = try open("a/b/c")
        try await store.write("users", ["admin": "secret"])
        let path = "\(folder.path)/a/b/c"
        #expect(permissions(of: path) == 0o700)
        #expect(permissions(of: "\(path)/settings.db") == 0o600)
        #expect(permissions(of: "\(path)/settings.db-wal") == 0o600)
        store.close()
    }

    @Test("a process killed at any moment loses no acknowledged value")
    func kill() async throws {
        let store = try open()
        for round in 0..<60 {
            try await store.write("motion", ["round": "\(round)", "area": String(repeating: "f", count: round * 97)])
            let copy = "copy\(round)"
            try copySettings(from: "\(folder.path)/state", to: "\(folder.path)/\(copy)")
            let survivor = try open(copy)
            #expect(survivor.values(in: "motion")["round"] == "\(round)")
            #expect(survivor.values(in: "motion")["area"]?.utf8.count == round * 97)
            survivor.close()
        }
        store.close()
    }

    @Test("a log cut off in the middle of the last write gives the settings before it, whole")
    func tornLog() async throws {
        let store = try open()
        try await store.write("network", ["ipaddr": "192.168.0.10", "gateway": "192.168.0.1"])
        let before = try #require(readFile("\(folder.path)/state/settings.db-wal")).count
        try await store.write("network", ["ipaddr": "10.0.0.2", "gateway": "10.0.0.1"])
        let log = try #require(readFile("\(folder.path)/state/settings.db-wal"))
        #expect(log.count > before)
        for cut in [before + 1, before + 24, log.count - 1] {
            try copySettings(from: "\(folder.path)/state", to: "\(folder.path)/cut\(cut)")
            try writeFile("\(folder.path)/cut\(cut)/settings.db-wal", Array(log[..<cut]))
            let survivor = try open("cut\(cut)")
            #expect(survivor.values(in: "network") == ["ipaddr": "192.168.0.10", "gateway": "192.168.0.1"])
            survivor.close()
        }
        store.close()
    }

    @Test("a full disk is told, changes nothing, and leaves room to go on")
    func fullDisk() async throws {
        let store = try open(pageLimit: 8)
        try await store.write("image", ["brightness": "1"])
        let large = String(repeating: "x", count: 60_000)
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.write("image", ["brightness": "2", "large": large])
        }
        #expect(failure?.kind == .full)
        #expect(failure?.description.contains("settings.db") == true)
        #expect(store.values(in: "image") == ["brightness": "1"])
        try await store.write("image", ["contrast": "3"])
        store.close()
        #expect(try open().values(in: "image") == ["brightness": "1", "contrast": "3"])
    }

    @Test("a damaged file is moved aside and the settings begin anew", arguments: ["garbage", "short", "flipped", "foreign"])
    func damage(_ kind: String) async throws {
        let path = "\(folder.path)/state/settings.db"
        var store = try open()
        for index in 0..<200 { try await store.write("s\(index % 7)", ["n\(index)": String(repeating: "v", count: 90)]) }
        store.close()
        var bytes = try #require(readFile(path))
        switch kind {
        case "garbage": bytes = Array("this is no database, whatever it is called ".utf8)
        case "short": bytes = Array(bytes[..<(bytes.count / 2 + 100)])
        case "flipped": for index in 4_096..<12_000 { bytes[index] ^= 0xA5 }
        default: bytes = Array(repeating: 0xFF, count: 10_000)
        }
        try writeFile(path, bytes)
        store = try open()
        #expect(store.damagedFile == path + ".damaged")
        #expect(readFile(path + ".damaged") == bytes)
        #expect(store.values(in: "s1") == [:])
        try await store.write("s1", ["fresh": "yes"])
        store.close()
        let again = try open()
        #expect(again.damagedFile == nil)
        #expect(again.values(in: "s1") == ["fresh": "yes"])
        #expect(permissions(of: path) == 0o600)
    }

    @Test("an empty file, as a power cut right after its making leaves it, is a fresh one")
    func emptyFile() async throws {
        try open().close()
        try writeFile("\(folder.path)/state/settings.db", [])
        let store = try open()
        #expect(store.damagedFile == nil)
        try await store.write("a", ["b": "c"])
    }

    @Test("a folder that cannot be made or is no folder is named")
    func unusableFolder() throws {
        try writeFile("\(folder.path)/file", [1])
        for path in ["file", "file/below"] {
            let failure = #expect(throws: StoreFailure.self) { try open(path) }
            #expect(failure?.kind == .inaccessible)
            #expect(failure?.description.contains("\(folder.path)/file") == true)
        }
    }

    @Test("writes from many tasks at once all arrive, each whole")
    func concurrency() async throws {
        let store = try open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask {
                    for round in 0..<20 {
                        try await store.write("shared", ["t\(task)": "\(round)", "pair": "\(task)", "twin": "\(task)"])
                        let seen = store.values(in: "shared")
                        #expect(seen["pair"] == seen["twin"])
                        #expect(seen["t\(task)"] == "\(round)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let seen = store.values(in: "shared")
        store.close()
        #expect(try open().values(in: "shared") == seen)
        #expect((0..<16).allSatisfy { seen["t\($0)"] == "19" })
    }

    @Test("an erasure keeps the scopes named and leaves nothing of the rest in the files")
    func erasure() async throws {
        let store = try open()
        try await store.write("users", ["admin": "UNFORGETTABLE"])
        try await store.write("network", ["ipaddr": "10.0.0.2"])
        try await store.write("osd", ["title": "UNFORGETTABLE"])
        try await store.erase(keeping: ["network", "none such"])
        #expect(store.values(in: "users") == [:])
        #expect(store.values(in: "network") == ["ipaddr": "10.0.0.2"])
        for name in ["settings.db", "settings.db-wal"] {
            let bytes = readFile("\(folder.path)/state/\(name)") ?? []
            #expect(!String(decoding: bytes, as: UTF8.self).contains("UNFORGETTABLE"))
        }
        try await store.erase(keeping: [])
        store.close()
        let again = try open()
        #expect(again.values(in: "network") == [:])
        #expect(again.values(in: "osd") == [:])
    }

    @Test("a closed store still answers from memory and refuses to write")
    func closed() async throws {
        let store = try open()
        try await store.write("a", ["b": "c"])
        store.close()
        store.close()
        #expect(store.values(in: "a") == ["b": "c"])
        let failure = await #expect(throws: StoreFailure.self) { try await store.write("a", ["b": "d"]) }
        #expect(failure?.kind == .closed)
        #expect(store.values(in: "a") == ["b": "c"])
    }

    @Test("the public door logs nothing and opens a sound file")
    func publicDoor() throws {
        let store = try SQLiteStore(
            folder: "\(folder.path)/public", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        store.close()
        #expect(store.damagedFile == nil)
    }
}
