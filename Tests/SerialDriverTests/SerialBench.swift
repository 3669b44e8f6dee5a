import BoardDevices
import GatewayTesting
import MediaCore

@testable import SerialDriver

/// A head opened as a board file would, with a model of it at the other end of a pseudo terminal.
struct SerialBench {
    let clock: ManualClock
    let folder: TemporaryFolder
    let terminal: PseudoTerminal
    let board: Board

    /// Opens the driver's device on a line.
    ///
    /// - Parameters:
    ///   - driver: the driver.
    ///   - keys: keys of the entry beside the port.
    ///   - hear: the other end.
    init(
        _ driver: any Driver.Type, _ keys: [String: String] = [:], clock: ManualClock,
        _ hear: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) throws {
        self.clock = clock
        folder = try TemporaryFolder()
        terminal = try PseudoTerminal(at: "\(folder.path)/line", hear)
        board = try Self.board(driver, keys, port: terminal.path, clock: clock)
    }

    /// A board with one device.
    static func board(
        _ driver: any Driver.Type, _ keys: [String: String] = [:], port: String, clock: ManualClock
    ) throws -> Board {
        var root = ConfigNode(.map([])).setting(["board"], to: "test")
        // An answer is waited for as long as a loaded machine may need: what never answers is asked for otherwise.
        let all = ["driver": driver.name, "port": port, "patience": "20000", "tries": "3"].merging(keys) { $1 }
        for (key, text) in all { root = root.setting(["devices", "head", key], to: text) }
        let roles = ConfigNode(.list([ConfigNode(.scalar("pan-tilt")), ConfigNode(.scalar("lens"))]))
        guard case .map(let entries) = root["devices"]?["head"]?.value else { throw ConformanceFailure("no entry") }
        let entry = ConfigNode(.map(entries + [ConfigNode.Entry(key: "role", node: roles)]))
        let devices = ConfigNode(.map([ConfigNode.Entry(key: "head", node: entry)]))
        let file = try BoardFile(
            ConfigNode(
                .map([
                    ConfigNode.Entry(key: "board", node: ConfigNode(.scalar("test"))),
                    ConfigNode.Entry(key: "devices", node: devices),
                ])), file: "test.yaml", drivers: [driver])
        return Board(opening: file) { device in
            DriverHost(
                device: device, stateDirectory: "/nonexistent", clock: clock, logger: LogRecorder().logger, restartProcess: {})
        }
    }

    var head: any PanTiltHead {
        get throws { try board.device(.panTilt) }
    }

    var lens: any Lens {
        get throws { try board.device(.lens) }
    }
}
