/// The result of some work, or nil if it has not come after a generous time: a case that hangs is a failure that names its line.
func withinDeadline<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) async -> Result? {
    let (results, sink) = AsyncStream.makeStream(of: Result.self, bufferingPolicy: .bufferingOldest(1))
    let worker = Task { sink.yield(await work()) }
    let watch = Task {
        if (try? await Task.sleep(for: .seconds(30))) != nil { sink.finish() }
    }
    defer {
        watch.cancel()
        worker.cancel()
    }
    for await result in results { return result }
    return nil
}
