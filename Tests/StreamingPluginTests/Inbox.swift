import NIOCore
import NIOPosix
import Synchronization

/// What came from a socket, and one test that waits for more of it.
final class Inbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        // What was taken stays until it is the larger half: taking small things out of much must not move the rest each time.
        var taken = 0
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Puts elements at the end.
    func put(_ elements: some Sequence<Element> & Sendable) {
        wake { $0.elements += elements }
    }

    /// Nothing more will come.
    func close() {
        wake { $0.isClosed = true }
    }

    /// Takes something out once `parse` finds it at the start; nil if the socket closed before.
    func take<Result: Sendable>(_ parse: (ArraySlice<Element>) -> (Result, used: Int)?) async -> Result? {
        while true {
            let (found, isClosed, count) = state.withLock { state -> (Result?, Bool, Int) in
                guard let (result, used) = parse(state.elements[state.taken...]) else {
                    return (nil, state.isClosed, state.elements.count)
                }
                state.taken += used
                if state.taken > state.elements.count / 2 {
                    state.elements.removeFirst(state.taken)
                    state.taken = 0
                }
                return (result, false, 0)
            }
            if let found { return found }
            if isClosed { return nil }
            await waitForMore(than: count)
        }
    }

    // A server that says nothing fails a test by its silence instead of holding it up for ever.
    private func waitForMore(than count: Int) async {
        let deadline = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .seconds(20)) { self.close() }
        defer { deadline.cancel() }
        await withCheckedContinuation { continuation in
            let isNews = state.withLock { state in
                guard state.elements.count == count, !state.isClosed else { return true }
                state.waiter = continuation
                return false
            }
            if isNews { continuation.resume() }
        }
    }

    private func wake(_ change: (inout sending State) -> Void) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
