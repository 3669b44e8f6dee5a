import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Turns signals into commands: SIGTERM and SIGINT stop, SIGHUP reads the files again; SIGPIPE is nobody's business.
final class Signals {
    private var sources: [any DispatchSourceSignal] = []

    init(_ command: @escaping @Sendable (Service.Command) -> Void) {
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "camgate.signals")
        for number in [SIGTERM, SIGINT, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { command(number == SIGHUP ? .reload : .stop) }
            source.resume()
            sources.append(source)
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }
}
