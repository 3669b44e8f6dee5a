public import BoardDevices

/// A card slot whose card is a folder in the state directory. Driver `bench-card`.
public struct BenchCard: Volume, Driver {
    public static let name = "bench-card"
    public static let summary = "a card slot whose card is a folder"
    public static let roles: Set<String> = ["sd-card"]
    public static let nature = DriverNature.simulation

    public let state: VolumeState
    private let folder: String

    public func write(_ path: String, _ bytes: [UInt8]) throws(DeviceFault) {
        guard state == .ready else { throw DeviceFault(.missing, "there is no writable card") }
        try StateFile.makeFolders(of: path, below: folder)
        try StateFile.write("\(folder)/\(path)", bytes)
    }

    public static func configuration(from section: ConfigSection) -> String {
        section.option("card", ["none", "read-only", "ready"], default: "none")
    }

    public static func open(_ configuration: String, host: DriverHost) throws(DeviceFault) -> any Sendable {
        let state: VolumeState =
            switch configuration {
            case "ready": .ready
            case "read-only": .unwritable("the simulated card is read only")
            default: .absent
            }
        return BenchCard(state: state, folder: "\(host.stateDirectory)/\(host.device)")
    }
}
