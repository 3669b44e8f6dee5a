public import BoardDevices

/// A refusal that the client is told about: HTTP status and the `reason` of the fault body.
///
/// The wording comes from the CGI document and the rulings; clients compare it byte by byte.
public struct Fault: Error, Sendable, Hashable {
    /// The fault's `reason`.
    public let reason: String
    /// The HTTP status; 400 unless the rulings say otherwise.
    public let status: Int
    /// For the log, never for the client: why it was refused.
    public let cause: String?

    /// A refusal.
    public init(_ reason: String, status: Int = 400, cause: String? = nil) {
        self.reason = reason
        self.status = status
        self.cause = cause
    }

    /// The query is missing, malformed, doubled or holds a parameter that the interface does not know (1.2, 1.3).
    public static let parameters = Fault("error, parse parameters")
    /// The `uid` parameter is missing or empty (1.4).
    public static let missingUID = Fault("error, parse uid")
    /// The `uid` is unknown or has expired (1.4).
    public static let unknownUID = Fault("uid error")
    /// The module is not in this product, or its device not on this board (1.9).
    public static let notSupported = Fault("not supported")
    /// The caller's privilege does not suffice.
    public static let noPermission = Fault("no permission")
    /// Too much is going on.
    public static let busy = Fault("busy", status: 503)
    /// HTTP Basic credentials are missing or wrong.
    public static let unauthorized = Fault("unauthorized", status: 401)
    /// No such path.
    public static let notFound = Fault("not found", status: 404)
    /// The path does not take this method.
    public static let methodNotAllowed = Fault("method not allowed", status: 405)
    /// The body is larger than the interface takes.
    public static let tooLarge = Fault("too large", status: 413)

    /// A device refused what a plugin asked of it.
    public static func device(_ fault: DeviceFault) -> Fault {
        fault.kind == .unsupported ? Fault("not supported", cause: "\(fault)") : Fault("device error", cause: "\(fault)")
    }

    /// A setting could not be stored durably, so it was not taken.
    public static func storage(_ error: any Error) -> Fault {
        Fault("storage error", status: 503, cause: "\(error)")
    }
}
