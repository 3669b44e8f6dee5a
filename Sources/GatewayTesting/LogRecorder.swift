import Dispatch
public import Logging
import Synchronization

/// Keeps what is logged, and lets a test wait for it.
public final class LogRecorder: Sendable {
    private let lines = Mutex<[String]>([])
    private let arrived = DispatchSemaphore(value: 0)

    /// An empty recorder.
    public init() {}

    /// A logger that writes here.
    public var logger: Logger {
        Logger(label: "test") { _ in Handler(recorder: self) }
    }

    /// The messages that nobody has waited for.
    public var messages: [String] { lines.withLock { $0 } }

    /// The next message that nobody has waited for; waits for it up to 30 seconds.
    public func next() throws -> String {
        guard arrived.wait(timeout: .now() + 30) == .success else {
            throw ConformanceFailure("nothing was logged within 30 s")
        }
        return lines.withLock { $0.removeFirst() }
    }

    private func append(_ line: String) {
        lines.withLock { $0.append(line) }
        arrived.signal()
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            recorder.append("\(event.level): \(event.message)")
        }
    }
}
