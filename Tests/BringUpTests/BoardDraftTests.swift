import BoardDevices
import MediaCore
import Testing

@Suite("A drafted board file is one that the check accepts")
struct BoardDraftTests {
    /// A camera driver for drafts; nothing is opened.
    private enum FoundDriver: Driver {
        static let name = "found"
        static let summary = "a camera that was found"
        static let roles: Set<String> = ["camera", "image-controls"]
        static func configuration(from section: ConfigSection) { _ = section.text("name") }
        static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable { 0 }
    }

    private let drivers: [any Driver.Type] = Bench.drivers + [FoundDriver.self]

    private func camera(_ modes: [(Int, Int, Int)], name: String = "vivid", driver: String = "found") -> Finding {
        Finding(
            kind: "camera", path: "/dev/video0", description: name,
            modes: modes.map { CaptureMode(size: PictureSize(width: $0.0, height: $0.1), rate: $0.2) },
            entries: [
                DeviceEntry(
                    name: "camera", driver: driver, roles: ["camera", "image-controls"], keys: [Finding.Fact("name", name)])
            ])
    }

    private func draft(_ findings: [Finding]) -> BoardDraft {
        BoardDraft(name: "new", findings: findings, drivers: drivers)
    }

    private func streams(_ draft: BoardDraft) -> [String] {
        draft.parts.flatMap(\.entry.keys).filter { $0.name.hasPrefix("streams.") }.map {
            "\($0.name.dropFirst("streams.".count)) \($0.value)"
        }
    }

    @Test("a camera brings encoder limits that it reaches, and the machine gets stand-ins")
    func camera() throws {
        let draft = draft([camera([(1280, 720, 10), (640, 480, 30), (320, 240, 60)])])
        let board = try Bench.board(draft.yaml, drivers: drivers)
        #expect(board.name == "new")
        #expect(
            board.devices.map(\.driver) == [
                "found", "libyuv", "turbojpeg", "freetype", "x264", "bench-identity", "bench-power", "bench-clock",
                "bench-network",
            ])
        #expect(board.devices.first?.roles == ["camera", "image-controls"])
        #expect(
            streams(draft) == [
                "stream1.720P.framerate 1-10", "stream1.720P.bitrate 300-4000", "stream1.VGA.framerate 1-30",
                "stream1.VGA.bitrate 50-2000", "stream1.QVGA.framerate 1-60", "stream1.QVGA.bitrate 50-1000",
                "stream2.VGA.framerate 1-30", "stream2.VGA.bitrate 50-2000", "stream2.QVGA.framerate 1-60",
                "stream2.QVGA.bitrate 50-1000",
            ])
        #expect(draft.yaml.split(separator: "\n").filter { $0.contains("# SIMULATED") }.count == 4)
    }

    @Test("the draft as a tree says the same as its text")
    func tree() throws {
        let draft = draft([camera([(640, 480, 30)])])
        let fromText = try Bench.board(draft.yaml, drivers: drivers)
        let fromTree = try BoardFile(draft.node, file: "draft.json", drivers: drivers)
        #expect(fromTree.devices.map(\.name) == fromText.devices.map(\.name))
        #expect(fromTree.devices.map(\.roles) == fromText.devices.map(\.roles))
    }

    @Test(
        "odd cameras give a valid board",
        arguments: [
            [], [(160, 120, 9)], [(8192, 8192, 1)], [(641, 479, 30)], [(0, 0, 0)], [(100_000, 100_000, 5)], [(640, 480, 1000)],
        ])
    func odd(modes: [(Int, Int, Int)]) throws {
        let board = try Bench.board(draft([camera(modes)]).yaml, drivers: drivers)
        #expect(board.devices.contains { $0.roles == ["video-encoder"] })
    }

    @Test(
        "a device that calls itself something nasty cannot break the file",
        arguments: ["\"x: y\" # z", "a\nboard: b", "- \\", "\u{0}\u{7}", "\u{2028}new", "{[&*!|>'%@`", "Kamera\u{301} 中", ""])
    func names(name: String) throws {
        let draft = draft([camera([(640, 480, 30)], name: name), camera([], name: name)])
        let board = try Bench.board(draft.yaml, drivers: drivers)
        #expect(board.name == "new")
        #expect(board.devices.count == draft.parts.count)
    }

    @Test("a second camera, and what no driver drives, are told and not used")
    func unused() throws {
        let sound = Finding(kind: "sound-card", path: "hw:0", description: "Loopback")
        let draft = draft([camera([(640, 480, 30)]), camera([], driver: "found"), camera([], driver: "unheard-of"), sound])
        #expect(draft.unused.map(\.finding.kind) == ["camera", "camera", "sound-card"])
        #expect(
            draft.unused.map(\.reason) == [
                "camera plays its role already: camera, image-controls", "this build has no driver for it",
                "this build has no driver for it",
            ])
        #expect(draft.yaml.contains("#   sound-card hw:0 (Loopback): this build has no driver for it"))
        _ = try Bench.board(draft.yaml, drivers: drivers)
    }

    @Test("a card with both ends gives two devices, and the next card is told and not used")
    func sound() throws {
        func card(_ name: String) -> Finding {
            Finding(
                kind: "sound-card", path: name, description: name,
                entries: [("microphone", "ear"), ("speaker", "mouth")].map { role, driver in
                    DeviceEntry(name: role, driver: driver, roles: [role])
                })
        }
        enum Ear: Driver {
            static let name = "ear"
            static let summary = "a microphone"
            static let roles: Set<String> = ["microphone"]
            static func configuration(from section: ConfigSection) {}
            static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable { 0 }
        }
        enum Mouth: Driver {
            static let name = "mouth"
            static let summary = "a loudspeaker"
            static let roles: Set<String> = ["speaker"]
            static func configuration(from section: ConfigSection) {}
            static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable { 0 }
        }
        let all = BoardDraft(name: "new", findings: [card("one"), card("two")], drivers: drivers + [Ear.self, Mouth.self])
        #expect(all.parts.prefix(2).map(\.entry.name) == ["microphone", "speaker"])
        #expect(all.unused.map(\.finding.path) == ["two", "two"])
        let half = BoardDraft(name: "new", findings: [card("one")], drivers: drivers + [Mouth.self])
        #expect(half.parts.first?.entry.roles == ["speaker"])
        #expect(half.unused.isEmpty)
    }

    @Test("an encoder that was found gets the limits of the camera, and takes the place of the software's")
    func encoder() throws {
        enum Found: Driver {
            static let name = "found-encoder"
            static let summary = "an encoder"
            static let roles: Set<String> = ["video-encoder"]
            static func configuration(from section: ConfigSection) { _ = section.encodingLimits() }
            static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable { 0 }
        }
        let encoder = Finding(
            kind: "video-encoder", path: "/dev/video11", description: "codec",
            entries: [DeviceEntry(name: "h264", driver: "found-encoder", roles: ["video-encoder"])])
        let draft = BoardDraft(
            name: "new", findings: [encoder, camera([(640, 480, 25)])], drivers: drivers + [Found.self])
        #expect(streams(draft).first == "stream1.VGA.framerate 1-25")
        let board = try Bench.board(draft.yaml, drivers: drivers + [Found.self])
        #expect(board.devices.filter { $0.roles.contains("video-encoder") }.map(\.driver) == ["found-encoder"])
    }

    @Test("a machine without anything gets a board without a camera")
    func nothing() throws {
        let board = try Bench.board(draft([]).yaml, drivers: drivers)
        #expect(!board.devices.contains { $0.roles.contains("camera") })
        #expect(board.devices.contains { $0.roles == ["scaler"] })
    }
}
