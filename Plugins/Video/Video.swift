public import BoardDevices
public import GatewayCore
import Logging
public import MediaCore
import Synchronization

/// The module of the camera's streams: from the sensor through adjustments, scaling and overlays to packets and stills
/// (CGI sections 3.9 and 3.10).
public final class Video: Plugin, FrameFeed, Snapshots, VideoFeeds {
    public static let name = "Video"
    public static let summary = "video streams and their encoder settings"

    public let frames: Feed<Frame>

    private let capabilitySet: VideoCapabilities
    private let groups: [VideoStream: SettingsGroup<StreamSettings>]
    private let pipelines: [VideoStream: StreamPipeline]
    private let camera: Camera
    private let demands: Demands
    private let clock: any MonotonicClock

    public init(_ context: PluginContext) throws {
        let source = try context.board.device(.camera)
        let encoders = context.board.all(.videoEncoder)
        if encoders.isEmpty { _ = try context.board.device(.videoEncoder) }
        let capabilities = VideoCapabilities(encoders: encoders, source: source)
        var groups: [VideoStream: SettingsGroup<StreamSettings>] = [:]
        for stream in VideoStream.allCases {
            guard let defaults = StreamSettings(stream, capabilities) else { continue }
            groups[stream] = SettingsGroup(
                "videoencoder.\(stream.rawValue)", defaults: defaults,
                fields: StreamSettings.fields(stream, capabilities), context: context)
        }
        guard !groups.isEmpty else { throw Absence("no resolution of the encoders fits the camera") }
        let demands = Demands()
        let frames = Feed<Frame> { _ in demands.update(.analysis) }
        var pipelines: [VideoStream: StreamPipeline] = [:]
        for (stream, group) in groups {
            guard let setup = Video.setup(group.current) else { continue }
            pipelines[stream] = StreamPipeline(
                stream: stream, setup: setup, encoders: encoders, scaler: try? context.board.device(.scaler),
                stillEncoder: try? context.board.device(.stillEncoder), logger: context.logger,
                demand: { demands.update(.stream(stream)) })
        }
        let receivers = pipelines
        camera = Camera(
            source: source, wish: Video.wish(groups.values.map(\.current)), clock: context.clock, logger: context.logger,
            receiver: Camera.Receiver(
                picture: { (frame: consuming Frame) in
                    frames.publish(frame)
                    receivers[.sub]?.offer(copy frame)
                    // The main stream's picture is the largest: given last, it may be held by nobody else.
                    receivers[.main]?.offer(consume frame)
                },
                // Analysis would take the words for something that moves.
                standIn: { frame in for pipeline in receivers.values { pipeline.offer(frame, isStandIn: true) } },
                refusal: { fault in for pipeline in receivers.values { pipeline.refuseStills(fault) } }))
        demands.connect(camera, receivers, analysis: frames)
        self.demands = demands
        capabilitySet = capabilities
        clock = context.clock
        self.frames = frames
        self.groups = groups
        self.pipelines = pipelines
        context.contracts.offer((any VideoFeeds).self, self)
        context.contracts.offer((any FrameFeed).self, self)
        context.contracts.offer((any Snapshots).self, self)
    }

    public var capabilities: Set<Capability> { camera.fault == nil ? [.video] : [] }

    public func connect(_ contracts: Contracts) throws {
        let stages = contracts.all((any FrameStage).self).sorted { $0.place < $1.place }
        camera.setStages(stages.filter { $0.place < .overlay })
        for pipeline in pipelines.values { pipeline.setOverlays(stages.filter { $0.place == .overlay }) }
    }

    public func stop() async {
        demands.disconnect()
        camera.stop()
        for pipeline in pipelines.values { pipeline.stop() }
    }

    public var interfaces: [Interface] {
        let path = "/cgi-bin/videoencoder"
        let possible = Reply(capabilitySet.element)
        let streams = groups.map { stream, group in
            Interface.settings(
                "\(path)/\(stream.rawValue)", section: "3.10", summary: "encoder settings of \(stream.rawValue)",
                group: group, reply: { [self] in current },
                apply: { [self] _, new throws(Fault) in try await put(new, to: stream) })
        }
        return streams + [
            .query("\(path)/getcapabilities", section: "3.9", summary: "what the encoders can be set to") { _ in possible },
            .query(path, section: "3.10", summary: "encoder settings of both streams") { [self] _ in current },
        ]
    }

    public func packets(of stream: VideoStream) -> Feed<Packet>? { pipelines[stream]?.feed }

    public func settings(of stream: VideoStream) -> (codec: VideoCodec, settings: EncoderSettings)? {
        pipelines[stream].map { ($0.setup.codec, $0.setup.encoder) }
    }

    public func requestKeyFrame(of stream: VideoStream) {
        pipelines[stream]?.requestKeyFrame()
    }

    public func jpeg(of stream: VideoStream) async throws(Fault) -> [UInt8] {
        guard let pipeline = pipelines[stream] else { throw .notSupported }
        if let fault = camera.fault { throw .device(fault) }
        var need: Subscription?
        defer { need?.cancel() }
        do {
            // Asked for only when the still waits: a camera that does not start refuses those who wait.
            return try await pipeline.still(within: .seconds(3), of: clock) { need = camera.need(shown: false) }
        } catch let fault as DeviceFault {
            throw .device(fault)
        } catch {
            if let fault = camera.fault { throw .device(fault) }
            throw Fault(Fault.busy.reason, status: Fault.busy.status, cause: "the camera gives no picture")
        }
    }

    private var current: Reply {
        let streams = VideoStream.allCases.compactMap { stream in groups[stream]?.element(stream.rawValue) }
        return Reply(XMLElement("videoencoder", children: streams))
    }

    private func put(_ settings: StreamSettings, to stream: VideoStream) async throws(Fault) {
        guard let setup = Video.setup(settings), let pipeline = pipelines[stream] else { throw .notSupported }
        do {
            try await pipeline.adopt(setup)
        } catch let fault as DeviceFault {
            throw .device(fault)
        } catch {
            throw .busy
        }
        camera.setWish(
            Video.wish(groups.map { $0.key == stream ? settings : $0.value.current }))
    }

    private static func setup(_ settings: StreamSettings) -> StreamPipeline.Setup? {
        guard let codec = VideoCodec(rawValue: settings.mode), let encoder = settings.encoder else { return nil }
        return StreamPipeline.Setup(codec: codec, encoder: encoder)
    }

    private static func wish(_ settings: [StreamSettings]) -> CaptureWish {
        let sizes = settings.compactMap { Resolution.size(named: $0.resolution) }
        let largest = sizes.max { $0.area < $1.area } ?? PictureSize(width: 640, height: 480)
        return CaptureWish(size: largest, rate: settings.map(\.framerate).max() ?? 25)
    }
}
