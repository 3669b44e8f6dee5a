import BoardDevices
import GatewayCore
import MediaCore
import NIOCore

/// The video of one stream: reads the feed once for all viewers of an event loop and packetizes once for all of them.
///
/// The feed is read while somebody watches or waits for a description, and not a moment longer.
final class VideoTrack: Track {
    private static let payloadType: UInt8 = 96
    private static let queueCapacity = 64
    private static let descriptionWait = Duration.seconds(2)

    let source = UInt32.random(in: .min ... .max)
    let leads = true

    private let stream: VideoStream
    private let feeds: any VideoFeeds
    private let loop: LoopContext
    private var viewers: [Viewer] = []
    private var waiting: [UInt64: (MediaDescription?) -> Void] = [:]
    private var nextWaiting: UInt64 = 0
    private var reading: (queue: PacketQueue, subscription: Subscription)?
    private var timeline = RTPTimeline(rate: 90_000)
    private var sequence = UInt16.random(in: .min ... .max)
    private var reports = ReportClock()
    private var known: (codec: VideoCodec, settings: EncoderSettings, parameters: String)?

    /// The track of a stream; nothing is read yet.
    init(stream: VideoStream, feeds: any VideoFeeds, loop: LoopContext) {
        self.stream = stream
        self.feeds = feeds
        self.loop = loop
    }

    var format: String? { feeds.settings(of: stream).flatMap { format(of: $0.codec) } }

    private func format(of codec: VideoCodec) -> String? { codec.packetizer.map { "\($0.encodingName)/\(timeline.rate)" } }

    var position: TrackPosition {
        TrackPosition(sequence: sequence, timestamp: timeline.timestamp(at: loop.clock.now))
    }

    func join(_ viewer: Viewer) {
        guard !viewers.contains(where: { $0 === viewer }) else { return }
        viewers.append(viewer)
        read()
    }

    func leave(_ viewer: Viewer) {
        viewers.removeAll { $0 === viewer }
        rest()
    }

    func end() {
        viewers.removeAll()
        let unanswered = waiting.values
        waiting.removeAll()
        rest()
        for done in unanswered { done(nil) }
    }

    // MARK: Description

    func describe(_ done: @escaping (MediaDescription?) -> Void) {
        if let description { return done(description) }
        guard format != nil, feeds.packets(of: stream) != nil else { return done(nil) }
        let id = nextWaiting
        nextWaiting &+= 1
        waiting[id] = done
        loop.after(VideoTrack.descriptionWait) { [weak self] in self?.giveUp(id) }
        read()
    }

    private func giveUp(_ id: UInt64) {
        guard let done = waiting.removeValue(forKey: id) else { return }
        rest()
        done(nil)
    }

    // Parameter sets hold as long as the settings they came with.
    private var description: MediaDescription? {
        guard let (codec, settings) = feeds.settings(of: stream), let known, let format = format(of: codec),
            known.codec == codec, known.settings == settings
        else { return nil }
        return MediaDescription(
            media: "video", payloadType: VideoTrack.payloadType, mapping: format,
            parameters: known.parameters, bandwidth: settings.bitrate, framerate: settings.framerate)
    }

    private func learn(_ packet: Packet, _ packetizer: any Packetizer) {
        guard packet.isKey, let (codec, settings) = feeds.settings(of: stream), codec == packet.codec,
            settings.size == packet.size, let parameters = packetizer.formatParameters(of: packet)
        else { return }
        known = (codec, settings, parameters)
        guard !waiting.isEmpty, let description else { return }
        let answered = waiting.values
        waiting.removeAll()
        for done in answered { done(description) }
    }

    // MARK: Packets

    private func read() {
        if reading == nil, let feed = feeds.packets(of: stream) {
            let queue = PacketQueue(capacity: VideoTrack.queueCapacity)
            let entrance = loop.entrance
            let track = NIOLoopBound(self, eventLoop: entrance.loop)
            let subscription = feed.subscribe { packet in
                guard queue.offer(packet) == .first else { return }
                entrance.execute { track.value.drain(queue) }
            }
            reading = (queue, subscription)
        }
        feeds.requestKeyFrame(of: stream)
    }

    private func rest() {
        guard viewers.isEmpty, waiting.isEmpty, let ended = reading else { return }
        reading = nil
        ended.subscription.cancel()
    }

    private func drain(_ queue: PacketQueue) {
        for packet in queue.take() where reading?.queue === queue { deliver(packet) }
    }

    private func deliver(_ packet: Packet) {
        guard let packetizer = packet.codec.packetizer, let format = format(of: packet.codec) else { return }
        learn(packet, packetizer)
        dismissStrangers()
        let takers = viewers.filter { $0.wants(isKey: packet.isKey) && $0.format.hasSameBytes(as: format) }
        if !takers.isEmpty, let batch = batch(packet, packetizer) {
            let now = loop.clock.now
            let ntp = loop.ntp()
            let isStale = reports.hasStepped(ntp, at: now)
            for viewer in takers {
                viewer.take(batch)
                if viewer.takeReportDue(now, isStale: isStale) { report(to: viewer, now, ntp) }
            }
        }
        rest()
    }

    // What they were told does not describe the stream any more, and RTSP 1.0 has no way to tell them anew.
    private func dismissStrangers() {
        guard let format else { return }
        for viewer in viewers where !viewer.format.hasSameBytes(as: format) { viewer.dismiss() }
    }

    private func batch(_ packet: Packet, _ packetizer: any Packetizer) -> RTPBatch? {
        var builder = RTPBatch.Builder(
            sequence: sequence, timestamp: timeline.next(captured: packet.captured), payloadType: VideoTrack.payloadType,
            source: source, capacity: packet.bytes.count)
        packetizer.packetize(packet, into: &builder)
        guard let batch = builder.finish(isKey: packet.isKey) else { return nil }
        sequence &+= UInt16(truncatingIfNeeded: batch.packets.count)
        return batch
    }

    private func report(to viewer: Viewer, _ now: MonotonicInstant, _ ntp: UInt64) {
        viewer.output.sendControl(
            RTCP.senderReport(
                source: source, ntp: ntp, timestamp: timeline.timestamp(at: now), packets: viewer.packetCount,
                octets: viewer.octetCount))
    }
}
