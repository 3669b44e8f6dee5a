import BoardDevices
import MediaCore
import Synchronization

/// Turns readers of feeds into needs of the camera, and lets encoders go that nobody needs.
final class Demands: Sendable {
    enum Reader: Hashable {
        case stream(VideoStream)
        case analysis
    }

    private struct State {
        var camera: Camera?
        var pipelines: [VideoStream: StreamPipeline] = [:]
        var analysis: Feed<Frame>?
        var needs: [Reader: Subscription] = [:]

        func isWanted(_ reader: Reader) -> Bool {
            switch reader {
            case .stream(let stream): (pipelines[stream]?.feed.readerCount ?? 0) > 0
            case .analysis: (analysis?.readerCount ?? 0) > 0
            }
        }
    }

    private let state = Mutex(State())

    func connect(_ camera: Camera, _ pipelines: [VideoStream: StreamPipeline], analysis: Feed<Frame>) {
        state.withLock { state in
            state.camera = camera
            state.pipelines = pipelines
            state.analysis = analysis
        }
    }

    /// Lets go of everything; feeds may still be read, but nobody fills them.
    func disconnect() {
        let old = state.withLock { state in
            defer { state = State() }
            return state
        }
        for need in old.needs.values { need.cancel() }
    }

    /// Notes that readers of a feed came or went. What counts is how many there are now: news of two changes may cross.
    func update(_ reader: Reader) {
        state.withLock { state in
            if state.isWanted(reader) {
                if state.needs[reader] == nil { state.needs[reader] = state.camera?.need(shown: reader != .analysis) }
            } else if let need = state.needs.removeValue(forKey: reader) {
                need.cancel()
                if case .stream(let stream) = reader { state.pipelines[stream]?.releaseEncoder() }
            }
        }
    }
}
