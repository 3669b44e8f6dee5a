import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// One stream's way from the adjusted picture to packets and stills: pacing, scaling, overlays, encoder, on a thread of its own.
///
/// Nobody looks, nothing runs: frames are taken only while the feed has readers or a still is asked for.
final class StreamPipeline: Sendable {
    /// What the stream is set to.
    struct Setup: Sendable, Hashable {
        var codec: VideoCodec
        var encoder: EncoderSettings
    }

    /// A request for a picture that has not been answered.
    private struct Waiting {
        let continuation: CheckedContinuation<[UInt8], any Error>
        let limit: ScheduledWork

        func resume(with result: Result<[UInt8], any Error>) {
            limit.cancel()
            continuation.resume(with: result)
        }
    }

    /// A picture that waits for the stream's thread. Nothing else of the stream holds it, so that it can be drawn into.
    private struct Arrival {
        let frame: Frame
        let isStandIn: Bool
        /// Stills with a lower number were asked for before this picture came, and may show it.
        var stills: UInt64
    }

    private struct State {
        var setup: Setup
        var overlays: [any FrameStage] = []
        var arrivals: [Arrival] = []
        var wantsKey = false
        var stills: [UInt64: Waiting] = [:]
        var nextStill: UInt64 = 0
    }

    /// What only the stream's thread touches.
    private final class Encoding: @unchecked Sendable {
        var encoder: (any VideoEncoder)?
        var setup: Setup?
        var pacing = FramePacing()
        var lastFault: DeviceFault?
    }

    let stream: VideoStream
    let feed: Feed<Packet>

    private let encoders: [VideoCodec: any VideoEncoderSource]
    private let scaler: (any Scaler)?
    private let stillEncoder: (any StillEncoder)?
    private let logger: Logger
    private let state: Mutex<State>
    private let encoding = Encoding()
    private let pool = FramePool(keep: 4)
    // Two frames may wait; an encoder that falls behind loses frames instead of gathering delay.
    private let worker: Worker
    private let frames = Atomic<Int>(0)
    private let stills = Worker(name: "stills", capacity: 8)

    init(
        stream: VideoStream, setup: Setup, encoders: [any VideoEncoderSource], scaler: (any Scaler)?,
        stillEncoder: (any StillEncoder)?, logger: Logger, demand: @escaping @Sendable () -> Void
    ) {
        self.stream = stream
        self.encoders = Dictionary(encoders.map { ($0.codec, $0) }) { first, _ in first }
        self.scaler = scaler
        self.stillEncoder = stillEncoder
        self.logger = logger
        state = Mutex(State(setup: setup))
        worker = Worker(name: stream.rawValue, capacity: 64)
        feed = Feed { _ in demand() }
    }

    var setup: Setup { state.withLock { $0.setup } }

    func setOverlays(_ overlays: [any FrameStage]) {
        state.withLock { $0.overlays = overlays }
    }

    func requestKeyFrame() {
        state.withLock { $0.wantsKey = true }
    }

    /// Takes new settings on; a running encoder changes before this returns, so that a refusal reaches who asked.
    func adopt(_ setup: Setup) async throws {
        try await worker.run { [self] in
            if encoding.encoder != nil { try prepareEncoder(setup) }
            state.withLock { $0.setup = setup }
        }
    }

    /// The JPEG of the next picture.
    ///
    /// - Parameter hasBegun: called once the wait has begun.
    /// - Throws: `busy` if there is no picture within `limit`, or too many wait for one.
    func still(
        within limit: Duration, of clock: any MonotonicClock, _ hasBegun: () -> Void = {}
    ) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            let isWaiting = state.withLock { state -> Bool in
                guard state.stills.count < StreamPipeline.mostStills else { return false }
                let id = state.nextStill
                state.nextStill += 1
                let refusal = clock.schedule(after: limit) { [weak self] in self?.refuseStill(id) }
                state.stills[id] = Waiting(continuation: continuation, limit: refusal)
                return true
            }
            if isWaiting { hasBegun() } else { continuation.resume(throwing: Fault.busy) }
        }
    }

    /// How many wait for a picture.
    var waitingStills: Int { state.withLock { $0.stills.count } }

    private static let mostStills = 64

    private func refuseStill(_ id: UInt64) {
        let waiting = state.withLock { $0.stills.removeValue(forKey: id) }
        waiting?.resume(with: .failure(Fault.busy))
    }

    /// Refuses all who wait for a picture, because there will be none.
    func refuseStills(_ fault: DeviceFault) {
        for still in takeStills() { still.resume(with: .failure(fault)) }
    }

    /// Offers a picture; called on the source's thread.
    ///
    /// - Parameter isStandIn: whether it is shown instead of the camera's picture, which no still must pretend to be.
    func offer(_ frame: consuming Frame, isStandIn: Bool = false) {
        guard feed.readerCount > 0 || !isStandIn && state.withLock({ !$0.stills.isEmpty }) else { return }
        guard frames.wrappingAdd(1, ordering: .relaxed).newValue <= 2 else {
            frames.wrappingSubtract(1, ordering: .relaxed)
            return
        }
        enqueue(consume frame, isStandIn)
        let isTaken = worker.submit { [self] in
            processNext()
            frames.wrappingSubtract(1, ordering: .relaxed)
        }
        if !isTaken {
            _ = nextArrival()
            frames.wrappingSubtract(1, ordering: .relaxed)
        }
    }

    /// When this returns, the stream's thread alone has the picture.
    private func enqueue(_ frame: consuming Frame, _ isStandIn: Bool) {
        var arrival = Arrival(frame: consume frame, isStandIn: isStandIn, stills: 0)
        state.withLock { state in
            arrival.stills = state.nextStill
            state.arrivals.append(arrival)
        }
    }

    private func processNext() {
        guard let (frame, stills) = nextArrival() else { return }
        process(consume frame, stills: stills)
    }

    /// The picture that waits longest, and the number below which stills may show it.
    private func nextArrival() -> (Frame, UInt64)? {
        state.withLock { state in
            if state.arrivals.isEmpty { return nil }
            let first = state.arrivals.removeFirst()
            return (first.frame, first.isStandIn ? 0 : first.stills)
        }
    }

    /// Lets the encoder go when the last reader has left.
    func releaseEncoder() {
        worker.submit { [self] in
            guard feed.readerCount == 0 else { return }
            encoding.encoder = nil
            encoding.setup = nil
            pool.rest()
        }
    }

    func stop() {
        for still in takeStills() { still.resume(with: .failure(Fault.busy)) }
        worker.stop()
        stills.stop()
    }

    private func process(_ source: consuming Frame, stills limit: UInt64) {
        let (setup, overlays, hasStills) = state.withLock { state in
            (state.setup, state.overlays, state.stills.keys.contains { $0 < limit })
        }
        let isPaced = encoding.pacing.takes(source.captured, rate: setup.encoder.framerate)
        let isWatched = feed.readerCount > 0 && isPaced
        guard isWatched || hasStills else { return }
        do throws(DeviceFault) {
            var frame = try fitted(consume source, to: setup.encoder.size)
            let context = FrameContext(stream: stream, settings: setup.encoder)
            for stage in overlays where stage.changes(context) {
                frame.makeOwn(from: pool)
                stage.apply(to: &frame, context)
            }
            if hasStills { takeStill(frame, for: limit) }
            if isWatched { try encode(frame, setup) }
            encoding.lastFault = nil
        } catch {
            if encoding.lastFault != error {
                logger.error("stream gives no pictures", metadata: ["stream": "\(stream.rawValue)", "problem": "\(error)"])
            }
            encoding.lastFault = error
        }
        if feed.readerCount == 0 { pool.rest() }
    }

    private func fitted(_ frame: consuming Frame, to size: PictureSize) throws(DeviceFault) -> Frame {
        if frame.size == size && frame.layout == .i420 { return frame }
        guard let scaler else {
            throw DeviceFault(.unsupported, "pictures of \(frame.size) need a scaler to become \(size)")
        }
        return try scaler.scale(frame, to: size, from: pool)
    }

    private func encode(_ frame: Frame, _ setup: Setup) throws(DeviceFault) {
        try prepareEncoder(setup)
        let key = state.withLock { state in
            defer { state.wantsKey = false }
            return state.wantsKey
        }
        guard let encoder = encoding.encoder else { return }
        for packet in try encoder.encode(frame, key: key) { feed.publish(packet) }
    }

    private func prepareEncoder(_ setup: Setup) throws(DeviceFault) {
        if encoding.setup == setup, encoding.encoder != nil { return }
        if let encoder = encoding.encoder, encoding.setup?.codec == setup.codec, encoder.adopt(setup.encoder) {
            encoding.setup = setup
            return
        }
        guard let source = encoders[setup.codec] else {
            throw DeviceFault(.unsupported, "there is no encoder for \(setup.codec.rawValue)")
        }
        encoding.encoder = try source.makeEncoder(setup.encoder)
        encoding.setup = setup
    }

    /// Those who wait for a picture, by default all of them; they wait no longer.
    private func takeStills(before limit: UInt64 = .max) -> [Waiting] {
        state.withLock { state in
            let taken = state.stills.filter { $0.key < limit }
            for number in taken.keys { state.stills[number] = nil }
            return Array(taken.values)
        }
    }

    /// All who wait for a picture get the same one, made beside the stream's thread.
    private func takeStill(_ frame: Frame, for limit: UInt64) {
        let waiting = takeStills(before: limit)
        let isTaken = stills.submit { [stillEncoder] in
            let result = Result<[UInt8], any Error> {
                guard let stillEncoder else { throw DeviceFault(.unsupported, "this board makes no JPEG pictures") }
                return try stillEncoder.encode(frame, quality: 80)
            }
            for still in waiting { still.resume(with: result) }
        }
        if !isTaken { for still in waiting { still.resume(with: .failure(Fault.busy)) } }
    }
}
