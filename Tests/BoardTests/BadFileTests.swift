import BoardDevices
import ConfigurationFiles
import GatewayCore
import GatewayTesting
import Testing

/// Each file in Files says in lines that begin with `#!` what is wrong with it: `#! LINE PATH: MESSAGE`, in order. `-` stands
/// for no line, `…` at the end for any rest, `{files}` for the folder Files.
@Suite("Bad files are answered with file, line, path and what was expected")
struct BadFileTests {
    private func expected(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("#! ") }.map { String($0.dropFirst(3)) }
    }

    private func told(_ failure: ConfigFailure, in file: String) -> [String] {
        failure.problems.map { problem in
            #expect(problem.file == file)
            let path = problem.path.isEmpty ? "" : "\(problem.path): "
            let message = problem.message.replacing(Places.path("Tests/BoardTests/Files"), with: "{files}")
            return "\(problem.line.map(String.init) ?? "-") \(path)\(message)"
        }
    }

    /// Compares line by line, so that a failure shows the one that differs.
    private func compare(_ found: [String], _ expected: [String]) {
        #expect(found.count == expected.count, "found:\n\(found.joined(separator: "\n"))")
        for (found, expected) in zip(found, expected) {
            if expected.hasSuffix("…") {
                #expect(found.hasPrefix(expected.dropLast()))
            } else {
                #expect(found == expected)
            }
        }
    }

    @Test("board files", arguments: Places.badBoards)
    func board(name: String) {
        let path = Places.path("Tests/BoardTests/Files/boards/\(name)")
        let expected = expected(Places.text("Tests/BoardTests/Files/boards/\(name)"))
        #expect(!expected.isEmpty)
        do throws(ConfigFailure) {
            let board = try BoardFile(try ConfigurationFile.load(path), file: path, drivers: linkedParts.drivers)
            Issue.record("the board \(board.name) was taken")
        } catch {
            compare(told(error, in: path), expected)
        }
    }

    @Test("product files", arguments: Places.badProducts)
    func product(name: String) async throws {
        let path = Places.path("Tests/BoardTests/Files/products/\(name)")
        let expected = expected(Places.text("Tests/BoardTests/Files/products/\(name)"))
        #expect(!expected.isEmpty)
        do {
            _ = try await BoardGateway(
                product: path, parts: linkedParts, store: MemoryStore(), clock: ManualClock(),
                folder: try TemporaryFolder())
            Issue.record("the product was taken")
        } catch let failure as ConfigFailure {
            compare(told(failure, in: path), expected)
        }
    }

    @Test("a file that is not there is named")
    func missing() {
        let path = Places.path("BoardSupport/Boards/nowhere/board.yaml")
        do throws(ConfigFailure) {
            _ = try ConfigurationFile.load(path)
            Issue.record("the file was read")
        } catch {
            #expect(error.problems.map(\.description) == ["\(path): cannot be opened: No such file or directory"])
        }
    }

    @Test("a folder is no file")
    func folder() {
        let path = Places.path("BoardSupport/Boards")
        do throws(ConfigFailure) {
            _ = try ConfigurationFile.load(path)
            Issue.record("the folder was read")
        } catch {
            #expect(error.problems.map(\.description) == ["\(path): expected a file, found something else"])
        }
    }

    @Test("a resource that two devices claim names both, by name")
    func claimedTwice() {
        let text: (String) -> ConfigNode = { ConfigNode(.scalar($0)) }
        let device: (String) -> ConfigNode = { line in
            let entries = [("driver", "pin"), ("role", "amplifier"), ("line", line)]
            return ConfigNode(.map(entries.map { ConfigNode.Entry(key: $0.0, node: text($0.1)) }))
        }
        let devices = [("first", "17"), ("second", "18"), ("third", "17")].map { name, line in
            ConfigNode.Entry(key: name, node: device(line).setting(["role"], to: name == "first" ? "amplifier" : "speaker"))
        }
        let root = ConfigNode(
            .map([
                ConfigNode.Entry(key: "board", node: text("x")),
                ConfigNode.Entry(key: "devices", node: ConfigNode(.map(devices))),
            ]))
        do throws(ConfigFailure) {
            _ = try BoardFile(root, file: "board.json", drivers: [Pin.self])
            Issue.record("the board was taken")
        } catch {
            #expect(
                error.problems.contains {
                    $0.path == "devices.third" && $0.message == "claims line 17, which first claims already"
                })
        }
    }

    @Test("a problem reads as file, line, path and message")
    func description() {
        let problem = ConfigProblem(file: "a/board.yaml", line: 12, path: "devices.camera.rate", message: "expected a number")
        #expect(problem.description == "a/board.yaml:12: devices.camera.rate: expected a number")
        let whole = ConfigProblem(file: "a/board.yaml", line: nil, path: "", message: "is empty")
        #expect(whole.description == "a/board.yaml: is empty")
    }
}

/// A driver whose devices need a line for themselves.
private enum Pin: Driver {
    static let name = "pin"
    static let summary = "a line of a chip"
    static let roles: Set<String> = ["amplifier", "speaker"]

    static func configuration(from section: ConfigSection) -> String { section.text("line") ?? "" }
    static func claims(of configuration: String) -> [Claim] { [Claim("line \(configuration)")] }
    static func open(_ configuration: String, host: DriverHost) throws(DeviceFault) -> any Sendable { configuration }
}
