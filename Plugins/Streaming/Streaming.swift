import BoardDevices
public import GatewayCore
import Logging
import MediaCore
import Synchronization

/// Live video and sound over RTSP (RFC 2326): the camera's streams at `/stream1` and `/stream2`.
public final class Streaming: Plugin {
    public static let name = "Streaming"
    public static let summary = "Live video and sound over RTSP, and the way back to the loudspeaker"

    private let context: PluginContext
    private let wanted: ListenAddress
    private let media = Mutex<Media?>(nil)
    private let server = Mutex<RTSPServer?>(nil)

    public init(_ context: PluginContext) throws {
        guard let wanted = ListenAddress(context.product.rtsp) else {
            throw Absence(
                "listen.rtsp: \(context.product.rtsp) is no address; expected HOST:PORT such as 0.0.0.0:554 or [::]:554")
        }
        self.context = context
        self.wanted = wanted
    }

    /// Where the server listens, such as `127.0.0.1:8554`, with the port that the system chose for port 0; nil while it does
    /// not.
    public var address: String? { server.withLock { $0?.address.description } }

    /// The port that the server listens on; nil while it does not.
    public var port: Int? { server.withLock { $0?.address.port } }

    /// The port that the server listens on for TLS; nil while it does not.
    public var securePort: Int? { server.withLock { $0?.secureAddress?.port } }

    public func connect(_ contracts: Contracts) throws {
        let found = Media(
            video: try contracts.need((any VideoFeeds).self, "video to be streamed"),
            sound: contracts.first((any SoundFeed).self), talkBack: contracts.first((any TalkBack).self))
        media.withLock { $0 = found }
    }

    public func start() async throws {
        guard let media = media.withLock({ $0 }) else { return }
        let started = try await RTSPServer.start(
            at: wanted, secure: secure(), media: media, access: context.access, clock: context.clock, ntp: ntp,
            limits: Limits(), logger: context.logger)
        server.withLock { $0 = started }
        context.logger.info("RTSP listens", metadata: ["address": "\(started.address)"])
    }

    /// What TLS needs; without it the streams are offered in the clear only, and the log says why.
    private func secure() -> (address: ListenAddress, layer: SecureLayer)? {
        guard let security = context.product.security else { return nil }
        guard let address = ListenAddress(security.address) else {
            context.logger.error("no RTSP over TLS", metadata: ["problem": "listen.rtsps is no address: \(security.address)"])
            return nil
        }
        do throws(SecureLayer.Failure) {
            return (address, try SecureLayer(security))
        } catch {
            context.logger.error("no RTSP over TLS", metadata: ["problem": "\(error)"])
            return nil
        }
    }

    // The clock that people see in the picture; a machine without one of its own has the system's.
    private var ntp: @Sendable () -> UInt64 {
        guard let clock = try? context.board.device(.clock) else { return { WallClock.ntp } }
        return { WallClock.ntp(millisecondsSince1970: clock.millisecondsSince1970) }
    }

    public func stop() async {
        let running = server.withLock { server in
            defer { server = nil }
            return server
        }
        await running?.stop()
    }
}
