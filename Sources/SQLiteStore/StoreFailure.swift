/// Why settings could not be read or stored, said so that the integrator knows what to do.
public struct StoreFailure: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Kind: Sendable, Hashable {
        /// The folder or file cannot be made, opened or written.
        case inaccessible
        /// Another process has the settings open.
        case inUse
        /// There is no room for more.
        case full
        /// The file's content makes no sense.
        case damaged
        /// More writes are waiting than the store takes.
        case overloaded
        /// The store has been closed.
        case closed
    }

    /// What kind of trouble it is.
    public let kind: Kind
    /// What happened, naming the path concerned.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
