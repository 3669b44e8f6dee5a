/// A device does not keep what its protocol promises.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was promised and what came.
    public let description: String

    /// A broken promise.
    public init(_ description: String) {
        self.description = description
    }
}

/// Throws ``ConformanceFailure`` unless `isKept`.
func promise(_ isKept: Bool, _ description: @autoclosure () -> String) throws(ConformanceFailure) {
    if !isKept { throw ConformanceFailure(description()) }
}
