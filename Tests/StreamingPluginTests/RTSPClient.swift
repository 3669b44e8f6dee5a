import GatewayCore
import NIOCore
import NIOPosix
import Synchronization

/// A small RTSP client over a real socket, for tests: it sends what it is told and takes apart what comes.
final class RTSPClient: Sendable {
    struct Response: Sendable {
        let status: Int
        let fields: [String: String]
        let body: String

        subscript(_ name: String) -> String { fields[name.lowercased()] ?? "" }
    }

    struct Frame: Sendable {
        let channel: UInt8
        let bytes: [UInt8]
    }

    enum Message: Sendable {
        case response(Response)
        case frame(Frame)
    }

    private struct State {
        var sequence = 0
        var frames: [Frame] = []
        var session = ""
    }

    private let channel: any Channel
    private let inbox: Inbox<UInt8>
    private let state = Mutex(State())
    let port: Int

    /// The header of `admin` / `admin`.
    static let admin = "Authorization: Basic YWRtaW46YWRtaW4="

    private init(_ channel: any Channel, _ inbox: Inbox<UInt8>, _ port: Int) {
        self.channel = channel
        self.inbox = inbox
        self.port = port
    }

    static func connect(_ port: Int, receiveBuffer: Int? = nil, host: String = "127.0.0.1") async throws -> RTSPClient {
        let inbox = Inbox<UInt8>()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBuffer))
        }
        let channel = try await bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Reader(inbox))
            }
        }.connect(host: host, port: port).get()
        return RTSPClient(channel, inbox, port)
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox<UInt8>

        init(_ inbox: Inbox<UInt8>) { self.inbox = inbox }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            inbox.put(Array(unwrapInboundIn(data).readableBytesView))
        }

        func channelInactive(context: ChannelHandlerContext) { inbox.close() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    // MARK: Raw

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func close() async { try? await channel.close().get() }

    /// Stops or goes on taking what the server sends.
    func setReading(_ reads: Bool) async throws {
        try await channel.setOption(.autoRead, value: reads).get()
        if reads { channel.read() }
    }

    /// The next message, or nil if the server closed the connection.
    func message() async -> Message? {
        await inbox.take { bytes in
            guard let first = bytes.first else { return nil }
            if first == UInt8(ascii: "$") {
                let head = Array(bytes.prefix(4))
                guard head.count == 4 else { return nil }
                let length = Int(head[2]) << 8 | Int(head[3])
                guard bytes.count >= 4 + length else { return nil }
                return (.frame(Frame(channel: head[1], bytes: Array(bytes.dropFirst(4).prefix(length)))), 4 + length)
            }
            return RTSPClient.response(Array(bytes.prefix(16_384))).map { (.response($0), $1) }
        }
    }

    private static func response(_ bytes: [UInt8]) -> (Response, Int)? {
        let end = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4, let start = (0...(bytes.count - 4)).first(where: { bytes[$0..<($0 + 4)].elementsEqual(end) })
        else { return nil }
        let text = String(decoding: bytes[..<start], as: UTF8.self)
        let lines = text.split(separator: "\r\n").map(String.init)
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = Int(fields["content-length"] ?? "") ?? 0
        guard bytes.count >= start + 4 + length else { return nil }
        let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        let body = String(decoding: bytes[(start + 4)..<(start + 4 + length)], as: UTF8.self)
        return (Response(status: status, fields: fields, body: body), start + 4 + length)
    }

    // MARK: RTSP

    func url(_ path: String) -> String { "rtsp://127.0.0.1:\(port)\(path)" }

    /// Sends a request and takes its answer; frames that come first are kept. Status 0 if the connection closed instead.
    func request(_ method: String, _ path: String, _ fields: [String] = []) async throws -> Response {
        let (sequence, session) = state.withLock { state in
            state.sequence += 1
            return (state.sequence, state.session)
        }
        var lines = ["\(method) \(path.hasPrefix("/") ? url(path) : path) RTSP/1.0", "CSeq: \(sequence)"] + fields
        if !session.isEmpty, !fields.contains(where: { $0.hasPrefix("Session:") }) { lines.append("Session: \(session)") }
        try await send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        let response = await response()
        if method == "SETUP", response.status == 200 {
            let id = response["Session"].split(separator: ";").first.map(String.init) ?? ""
            state.withLock { $0.session = id }
        }
        if method == "TEARDOWN", response.status == 200 { state.withLock { $0.session = "" } }
        return response
    }

    /// The next answer; frames that come first are kept.
    func response() async -> Response {
        while let message = await message() {
            switch message {
            case .response(let response): return response
            case .frame(let frame): state.withLock { $0.frames.append(frame) }
            }
        }
        return Response(status: 0, fields: [:], body: "")
    }

    /// The next interleaved packet, or nil if the connection closed.
    func frame() async -> Frame? {
        let kept = state.withLock { $0.frames.isEmpty ? nil : $0.frames.removeFirst() }
        if let kept { return kept }
        while let message = await message() {
            if case .frame(let frame) = message { return frame }
        }
        return nil
    }

    /// The next interleaved packet of a channel, or nil if the connection closed.
    func frame(on channel: UInt8) async -> [UInt8]? {
        while let frame = await frame() {
            if frame.channel == channel { return frame.bytes }
        }
        return nil
    }

    /// The RTP packets of the next picture, or nil if the connection closed.
    func picture() async -> Picture? {
        var packets: [RTPPacket] = []
        while let bytes = await frame(on: 0) {
            guard let packet = RTPPacket(bytes) else { return nil }
            packets.append(packet)
            if packet.marker { return Picture(packets: packets) }
        }
        return nil
    }

    /// DESCRIBE, SETUP on channels 0 and 1, PLAY.
    @discardableResult
    func play(_ path: String = "/stream1", _ fields: [String] = [admin]) async throws -> Response {
        _ = try await request("SETUP", path + "/trackID=0", fields + ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1"])
        return try await request("PLAY", path)
    }
}
