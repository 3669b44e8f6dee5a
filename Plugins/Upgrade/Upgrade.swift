public import GatewayCore
import Synchronization

/// The module of firmware upgrades (CGI section 3.20). No board has firmware slots yet, so every image is refused unseen.
public final class Upgrade: Plugin {
    public static let name = "Upgrade"
    public static let summary = "firmware upgrades"

    /// The largest image that is read at all, in bytes.
    static let imageLimit = 64 * 1024 * 1024
    static let firmwareError = Fault("firmware error")
    static let underWay = Fault("upgrade in progress", status: 409)

    private let isUnderWay = Mutex(false)

    public init(_ context: PluginContext) {}

    public var interfaces: [Interface] {
        ["/cgi-bin/OnvifFirmwareUpgrade", "/OnvifFirmwareUpgrade"].map(interface)
    }

    private func interface(_ path: String) -> Interface {
        let upload = UploadAnswer(
            limit: { Upgrade.imageLimit },
            take: { [self] _, body throws(Fault) in try await take(body) })
        var interface = Interface(
            path, section: "3.20", summary: "takes a firmware image as the raw body of a POST", isChange: { _ in true },
            answer: .upload(upload))
        interface.authentication = .basic
        interface.faults = [
            Upgrade.firmwareError.reason, Upgrade.underWay.reason, Fault.tooLarge.reason, Fault.unauthorized.reason,
            Fault.noPermission.reason,
        ]
        return interface
    }

    private func take(_ body: any UploadBody) async throws(Fault) -> Reply {
        let isFree = isUnderWay.withLock { underWay in
            defer { underWay = true }
            return !underWay
        }
        guard isFree else { throw Upgrade.underWay }
        defer { isUnderWay.withLock { $0 = false } }
        // Clients look for the answer when they have sent everything.
        while try await body.next() != nil {}
        throw Upgrade.firmwareError
    }
}
