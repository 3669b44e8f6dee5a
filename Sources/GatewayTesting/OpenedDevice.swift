public import BoardDevices
public import Logging
public import MediaCore

/// Opens one device as a board file would: its keys are checked, the driver opens it, and it must speak the role's protocol.
///
/// - Parameters:
///   - driver: the driver.
///   - role: what the device shall play.
///   - keys: the device's keys, with dots between the levels (`streams.stream1.VGA.bitrate`).
///   - clock: the clock that the driver gets.
///   - logger: where the driver logs; nowhere unless said otherwise.
///   - stateDirectory: where the device may keep what outlives restarts.
///   - restartProcess: what a restart does.
/// - Throws: `ConfigFailure` for bad keys, `MissingRole` where the device cannot be opened.
public func openedDevice<Device>(
    _ driver: any Driver.Type, as role: Role<Device>, _ keys: KeyValuePairs<String, String> = [:],
    clock: any MonotonicClock = SystemMonotonicClock(),
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    stateDirectory: String = "/nonexistent", restartProcess: @escaping @Sendable () -> Void = {}
) throws -> Device {
    var root = ConfigNode(.map([]))
    root = root.setting(["board"], to: "test")
    root = root.setting(["devices", "device", "driver"], to: driver.name)
    root = root.setting(["devices", "device", "role"], to: role.name)
    for (path, text) in keys {
        root = root.setting(["devices", "device"] + path.split(separator: ".").map(String.init), to: text)
    }
    let file = try BoardFile(root, file: "test.yaml", drivers: [driver])
    let board = Board(opening: file) { device in
        DriverHost(
            device: device, stateDirectory: stateDirectory, clock: clock, logger: logger, restartProcess: restartProcess)
    }
    return try board.device(role)
}
