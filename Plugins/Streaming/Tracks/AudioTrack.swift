import GatewayCore
import MediaCore
import NIOCore

/// The sound beside one stream's video: reads the feed once for all viewers of an event loop and packetizes once for all of
/// them.
///
/// While sound is switched off, or is in another format than a viewer was told, that viewer hears nothing and goes on watching.
final class AudioTrack: Track {
    private static let queueCapacity = 64

    let source = UInt32.random(in: .min ... .max)
    let leads = false

    private let feed: any SoundFeed
    private let loop: LoopContext
    private var viewers: [Viewer] = []
    private var reading: (queue: SoundQueue, subscription: Subscription)?
    private let offset = UInt32.random(in: .min ... .max)
    private var timeline: SoundTimeline?
    private var sequence = UInt16.random(in: .min ... .max)
    private var reports = ReportClock()

    /// The track of a feed; nothing is read yet.
    init(feed: any SoundFeed, loop: LoopContext) {
        self.feed = feed
        self.loop = loop
    }

    var format: String? { feed.format.map { SoundPayload($0).mapping } }

    var position: TrackPosition {
        let rate = feed.format?.sampleRate ?? timeline?.rate ?? 8_000
        let now = loop.clock.now
        let next =
            timeline.flatMap { $0.rate == rate && reading != nil ? $0.next(at: now) : nil }
            ?? SoundTimeline(rate: rate, offset: offset).timestamp(at: now)
        return TrackPosition(sequence: sequence, timestamp: next)
    }

    func join(_ viewer: Viewer) {
        guard !viewers.contains(where: { $0 === viewer }) else { return }
        viewers.append(viewer)
        guard reading == nil else { return }
        let queue = SoundQueue(capacity: AudioTrack.queueCapacity)
        let entrance = loop.entrance
        let track = NIOLoopBound(self, eventLoop: entrance.loop)
        let subscription = feed.packets.subscribe { packet in
            guard queue.offer(packet) else { return }
            entrance.execute { track.value.drain(queue) }
        }
        reading = (queue, subscription)
    }

    func leave(_ viewer: Viewer) {
        viewers.removeAll { $0 === viewer }
        rest()
    }

    func end() {
        viewers.removeAll()
        rest()
    }

    func describe(_ done: @escaping (MediaDescription?) -> Void) {
        done(
            feed.format.map { format in
                let payload = SoundPayload(format)
                return MediaDescription(
                    media: "audio", payloadType: payload.payloadType, mapping: payload.mapping, parameters: payload.parameters,
                    bandwidth: max(1, (format.bitrate + 500) / 1_000), framerate: nil)
            })
    }

    // MARK: Packets

    private func rest() {
        guard viewers.isEmpty, let ended = reading else { return }
        reading = nil
        timeline = nil
        ended.subscription.cancel()
    }

    private func drain(_ queue: SoundQueue) {
        for packet in queue.take() where reading?.queue === queue { deliver(packet) }
    }

    private func deliver(_ packet: SoundPacket) {
        // What was on its way when the settings changed is in a format that nobody was told.
        guard let format = feed.format, format.codec == packet.codec, format.sampleRate == packet.sampleRate else { return }
        let payload = SoundPayload(format)
        if timeline?.rate != packet.sampleRate { timeline = SoundTimeline(rate: packet.sampleRate, offset: offset) }
        let takers = viewers.filter { $0.wants(isKey: true) && $0.format.hasSameBytes(as: payload.mapping) }
        guard let batch = batch(packet, payload), !takers.isEmpty else { return }
        let now = loop.clock.now
        let ntp = loop.ntp()
        let isStale = reports.hasStepped(ntp, at: now)
        for viewer in takers {
            viewer.take(batch)
            if viewer.takeReportDue(now, isStale: isStale) { report(to: viewer, now, ntp) }
        }
    }

    private func batch(_ packet: SoundPacket, _ payload: SoundPayload) -> RTPBatch? {
        guard let (timestamp, isContinuous) = timeline?.take(packet) else { return nil }
        var builder = RTPBatch.Builder(
            sequence: sequence, timestamp: timestamp, payloadType: payload.payloadType, source: source,
            capacity: packet.bytes.count)
        payload.packetize(packet, into: &builder)
        guard let batch = builder.finish(isKey: true, marksLast: payload.marks(isContinuous: isContinuous)) else { return nil }
        sequence &+= UInt16(truncatingIfNeeded: batch.packets.count)
        return batch
    }

    private func report(to viewer: Viewer, _ now: MonotonicInstant, _ ntp: UInt64) {
        guard let timeline else { return }
        viewer.output.sendControl(
            RTCP.senderReport(
                source: source, ntp: ntp, timestamp: timeline.timestamp(at: now), packets: viewer.packetCount,
                octets: viewer.octetCount))
    }
}
