/// Waits until something that another thread does has happened. It asks again and again without sleeping; a minute is more than any
/// machine needs, so that a failure means that it does not happen at all.
///
/// - Parameters:
///   - what: what is waited for, for the failure.
///   - condition: whether it has happened.
/// - Throws: ``ConformanceFailure`` if it does not happen.
public func eventually(_ what: String, _ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while !condition() {
        if ContinuousClock.now > deadline { throw ConformanceFailure("waited in vain: \(what)") }
        await Task.yield()
    }
}
