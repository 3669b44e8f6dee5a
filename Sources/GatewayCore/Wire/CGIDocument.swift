/// The paths of the CGI document (section 2), as the wire contract has them whatever modules a product is made of: a path whose
/// module is missing answers `not supported`, not `not found` (ruling 1.9).
enum CGIDocument {
    static let sessionPaths = [
        "/cgi-bin/getuid", "/cgi-bin/keep_alive", "/cgi-bin/getinfo", "/cgi-bin/getcapabilities", "/cgi-bin/reboot",
        "/cgi-bin/factory_reset", "/cgi-bin/network", "/cgi-bin/time", "/cgi-bin/videoencoder/getcapabilities",
        "/cgi-bin/videoencoder", "/cgi-bin/videoencoder/stream1", "/cgi-bin/videoencoder/stream2",
        "/cgi-bin/audioencoder/getcapabilities", "/cgi-bin/audioencoder", "/cgi-bin/osd", "/cgi-bin/image",
        "/cgi-bin/ptz_ctrl", "/cgi-bin/motion", "/cgi-bin/getmodel", "/cgi-bin/user_management",
    ]

    static let snapshotPath = "/cgi-bin/snapshot.cgi"
    static let upgradePaths = ["/cgi-bin/OnvifFirmwareUpgrade", "/OnvifFirmwareUpgrade"]

    /// An answer for every path of the document, as if no module existed.
    static var absentInterfaces: [Interface] {
        let sessions = sessionPaths.map { absent($0, .session, .notSupported) }
        var snapshot = absent(snapshotPath, .credentials, .notSupported)
        snapshot.faultPath = "/cgi-bin/snapshot"
        return sessions + [snapshot] + upgradePaths.map { absent($0, .basic, Fault("firmware error")) }
    }

    /// The answer of a path whose module is missing.
    static func absent(_ path: String, _ authentication: Interface.Authentication, _ fault: Fault) -> Interface {
        var interface = Interface(
            path, section: "-", summary: "not in this product or not on this board", isChange: { _ in false },
            answer: .absent(fault))
        interface.authentication = authentication
        return interface
    }
}
