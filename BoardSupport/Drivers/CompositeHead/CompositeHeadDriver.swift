import BoardDevices

/// The driver `composite-head`: a head that turns by one device and tilts by another.
struct CompositeHeadDriver: Driver {
    /// The names of its parts in the board file.
    struct Parts: Sendable {
        let pan: String
        let tilt: String
    }

    static let name = "composite-head"
    static let summary = "a head that turns by one device and tilts by another"
    static let roles: Set<String> = [Role<any PanTiltHead>.panTilt.name]

    static func configuration(from section: ConfigSection) -> Parts? {
        let pan = section.requiredText("pan", "the name of the device that turns the head")
        let tilt = section.requiredText("tilt", "the name of the device that tilts it")
        guard let pan, let tilt else { return nil }
        if pan == tilt { section.problem("tilt", "expected another device than for pan") }
        return Parts(pan: pan, tilt: tilt)
    }

    static func parts(of configuration: Parts?) -> [DevicePart] {
        configuration.map { [DevicePart($0.pan, as: .headPart), DevicePart($0.tilt, as: .headPart)] } ?? []
    }

    static func claims(of configuration: Parts?) -> [Claim] {
        configuration.map { [Claim("the device \($0.pan)"), Claim("the device \($0.tilt)")] } ?? []
    }

    static func open(_ configuration: Parts?, host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let configuration else { throw DeviceFault(.missing, "names no parts") }
        return JoinedHead(
            pan: try host.part(configuration.pan, as: .headPart), tilt: try host.part(configuration.tilt, as: .headPart))
    }
}
