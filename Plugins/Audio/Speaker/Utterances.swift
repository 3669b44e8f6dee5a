import MediaCore
import Synchronization

/// What one user of the loudspeaker wants to have played, bounded, between whoever brings it and the loudspeaker's thread.
final class Utterances: Sendable {
    /// What there is to play now.
    enum Next: Sendable {
        case piece(Utterance)
        /// Nothing, but more may come.
        case nothing
        /// Nothing more will come.
        case end
    }

    /// How much of a talker may wait; what is older is lost, so that a talker is heard when it talks.
    static let limit = Duration.milliseconds(400)

    private struct State {
        var waiting: [Utterance] = []
        var duration = Duration.zero
        var isEnded = false
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let bell = Bell()
    private let clock: any MonotonicClock

    init(clock: any MonotonicClock) {
        self.clock = clock
    }

    /// Puts a piece at the end. What a file brings is one piece of any length.
    func add(_ piece: Utterance) {
        state.withLock { state in
            guard !state.isEnded else { return }
            state.waiting.append(piece)
            state.duration += piece.duration
            while state.duration > Utterances.limit, state.waiting.count > 1 {
                state.duration -= state.waiting.removeFirst().duration
            }
        }
        bell.ring()
    }

    /// Nothing more will come.
    func end() {
        state.withLock { $0.isEnded = true }
        bell.ring()
    }

    /// Nothing more is wanted, not even what waits.
    func cancel() {
        state.withLock { state in
            state.isEnded = true
            state.isCancelled = true
            state.waiting.removeAll()
        }
        bell.ring()
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Blocks until so much waits, the end is near, or the patience is over.
    ///
    /// - Returns: whether there is anything to play.
    func wait(for duration: Duration, patience: Duration) -> Bool {
        let deadline = clock.now + patience
        while true {
            let (waiting, isEnded) = state.withLock { ($0.duration, $0.isEnded) }
            if waiting >= duration && waiting > .zero || isEnded || clock.now >= deadline { return waiting > .zero }
            clock.wait(for: bell, until: deadline)
        }
    }

    /// Blocks until something is there, or nothing more will come.
    ///
    /// - Returns: false at the end.
    func waitForAny() -> Bool {
        while true {
            let (isEmpty, isEnded) = state.withLock { ($0.waiting.isEmpty, $0.isEnded) }
            if !isEmpty { return true }
            if isEnded { return false }
            bell.wait()
        }
    }

    /// Takes the next piece.
    func next() -> Next {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return state.isEnded ? .end : .nothing }
            let piece = state.waiting.removeFirst()
            state.duration -= piece.duration
            return .piece(piece)
        }
    }
}
