import NIOCore
import Synchronization

/// The way onto an event loop from other threads. It is closed before the loop ends, so that nothing comes too late.
final class LoopEntrance: Sendable {
    /// The loop.
    let loop: any EventLoop
    private let isOpen = Mutex(true)

    /// An open entrance.
    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// Runs work on the loop, after everything that was put there before; drops it once the entrance is closed.
    func execute(_ work: @escaping @Sendable () -> Void) {
        isOpen.withLock { isOpen in
            if isOpen { loop.execute(work) }
        }
    }

    /// Lets nothing in any more.
    func close() {
        isOpen.withLock { $0 = false }
    }
}
