/// Why a device cannot do what was asked, said so that the integrator knows what to do.
public struct DeviceFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Kind: String, Sendable, Hashable {
        /// The device node, file or card does not exist (any more).
        case missing
        /// Somebody else has it open.
        case busy
        /// This process may not open it.
        case forbidden
        /// The device has no such ability.
        case unsupported
        /// The device was asked for something outside its limits.
        case outOfRange
        /// The device answered wrongly or not at all.
        case failed
    }

    /// What kind of trouble it is.
    public let kind: Kind
    /// What happened, naming the path, line or address concerned.
    public let message: String
    /// What the integrator can do about it; empty where nobody can know.
    public let remedy: String

    /// A fault of a device.
    public init(_ kind: Kind, _ message: String, remedy: String = "") {
        self.kind = kind
        self.message = message
        self.remedy = remedy
    }

    public var description: String {
        remedy.isEmpty ? message : "\(message) (\(remedy))"
    }
}
