import GatewayCore
import NIOCore
import Synchronization

/// The body of an upload between the connection, which reads the network, and the interface, which takes pieces when it can.
final class UploadStream: UploadBody {
    private struct State {
        var pieces: [ByteBuffer] = []
        var waitingBytes = 0
        var reader: CheckedContinuation<Result<ByteBuffer?, Fault>, Never>?
        var ending: Result<Void, Fault>?
    }

    private let state = Mutex(State())
    private let window: Int
    private let wanted: @Sendable () -> Void

    /// A body of which nothing has come yet.
    ///
    /// - Parameters:
    ///   - window: see ``HTTPLimits/uploadWindow``.
    ///   - wanted: called on any thread when the reader waits for a piece or has made room for more.
    init(window: Int, wanted: @escaping @Sendable () -> Void) {
        self.window = window
        self.wanted = wanted
    }

    /// Whether the network should not be read now.
    var isFull: Bool { state.withLock { $0.waitingBytes > window } }

    /// Whether the reader waits for the network.
    var isStarving: Bool { state.withLock { $0.reader != nil } }

    func next() async throws(Fault) -> [UInt8]? {
        let result = await withCheckedContinuation { continuation in
            let found = state.withLock { state -> Result<ByteBuffer?, Fault>? in
                if !state.pieces.isEmpty {
                    // The pieces are few and taken whole: one buffer each time.
                    let piece = state.pieces.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
                    state.pieces = []
                    state.waitingBytes = 0
                    return .success(piece)
                }
                if let ending = state.ending { return ending.map { nil } }
                guard state.reader == nil else { return .failure(.busy) }
                state.reader = continuation
                return nil
            }
            wanted()
            if let found { continuation.resume(returning: found) }
        }
        guard let piece = try result.get() else { return nil }
        return Array(piece.readableBytesView)
    }

    /// Adds a piece from the network.
    func feed(_ piece: ByteBuffer) {
        let reader = state.withLock { state -> CheckedContinuation<Result<ByteBuffer?, Fault>, Never>? in
            guard state.ending == nil else { return nil }
            if let reader = state.reader.take() { return reader }
            state.pieces.append(piece)
            state.waitingBytes += piece.readableBytes
            return nil
        }
        reader?.resume(returning: .success(piece))
    }

    /// Ends the body, well or with a fault; later calls change nothing.
    func end(_ ending: Result<Void, Fault>) {
        let reader = state.withLock { state -> CheckedContinuation<Result<ByteBuffer?, Fault>, Never>? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            // Nobody needs the beginning of a body that failed.
            if case .failure = ending {
                state.pieces = []
                state.waitingBytes = 0
            }
            return state.reader.take()
        }
        reader?.resume(returning: ending.map { nil })
    }
}
