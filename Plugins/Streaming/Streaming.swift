public import GatewayCore
import Logging
import MediaCore
import Synchronization

/// Live video over RTSP (RFC 2326): the camera's streams at `/stream1` and `/stream2`.
public final class Streaming: Plugin {
    public static let name = "Streaming"
    public static let summary = "Live video over RTSP"

    private let context: PluginContext
    private let wanted: ListenAddress
    private let feeds = Mutex<(any VideoFeeds)?>(nil)
    private let server = Mutex<RTSPServer?>(nil)

    public init(_ context: PluginContext) throws {
        guard let wanted = ListenAddress(context.product.rtsp) else {
            throw Absence(
                "listen.rtsp: \(context.product.rtsp) is no address; expected HOST:PORT such as 0.0.0.0:554 or [::]:554")
        }
        self.context = context
        self.wanted = wanted
    }

    /// Where the server listens, such as `127.0.0.1:8554`, with the port that the system chose for port 0; nil while it does not.
    public var address: String? { server.withLock { $0?.address.description } }

    /// The port that the server listens on; nil while it does not.
    public var port: Int? { server.withLock { $0?.address.port } }

    public func connect(_ contracts: Contracts) throws {
        let found = try contracts.need((any VideoFeeds).self, "video to be streamed")
        feeds.withLock { $0 = found }
    }

    public func start() async throws {
        guard let feeds = feeds.withLock({ $0 }) else { return }
        let started = try await RTSPServer.start(
            at: wanted, feeds: feeds, access: context.access, clock: context.clock, limits: Limits(),
            logger: context.logger)
        server.withLock { $0 = started }
        context.logger.info("RTSP listens", metadata: ["address": "\(started.address)"])
    }

    public func stop() async {
        let running = server.withLock { server in
            defer { server = nil }
            return server
        }
        await running?.stop()
    }
}
