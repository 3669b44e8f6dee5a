import NIOCore

/// The way of RTP and RTCP to one viewer.
protocol PacketOutput {
    /// Whether there is room for another picture.
    var isReady: Bool { get }

    /// Sends the packets of a picture.
    func send(_ batch: RTPBatch)

    /// Sends an RTCP compound.
    func sendControl(_ report: ByteBuffer)
}

/// RTP and RTCP within the RTSP connection (RFC 2326 section 10.12).
struct InterleavedOutput: PacketOutput {
    private let connection: any Channel
    private let rtp: UInt8
    private let rtcp: UInt8

    /// A way through a connection on two channels of it.
    init(connection: any Channel, rtp: UInt8, rtcp: UInt8) {
        self.connection = connection
        self.rtp = rtp
        self.rtcp = rtcp
    }

    var isReady: Bool { connection.isWritable }

    func send(_ batch: RTPBatch) {
        connection.writeAndFlush(batch.framed(channel: rtp), promise: nil)
    }

    func sendControl(_ report: ByteBuffer) {
        var frame = ByteBuffer()
        frame.reserveCapacity(4 + report.readableBytes)
        frame.writeInteger(UInt8(ascii: "$"))
        frame.writeInteger(rtcp)
        frame.writeInteger(UInt16(clamping: report.readableBytes))
        frame.writeImmutableBuffer(report)
        connection.writeAndFlush(frame, promise: nil)
    }
}

/// RTP and RTCP over UDP, through the sockets that all viewers share.
struct DatagramOutput: PacketOutput {
    private let sockets: DatagramSockets
    private let rtp: SocketAddress
    private let rtcp: SocketAddress

    /// A way through the shared sockets to a client's pair of ports.
    init(sockets: DatagramSockets, rtp: SocketAddress, rtcp: SocketAddress) {
        self.sockets = sockets
        self.rtp = rtp
        self.rtcp = rtcp
    }

    var isReady: Bool { sockets.rtp?.isWritable ?? false }

    func send(_ batch: RTPBatch) {
        guard let socket = sockets.rtp else { return }
        if sockets.isSegmenting {
            for train in batch.segmentedPackets {
                let segments = AddressedEnvelope<ByteBuffer>.Metadata(
                    ecnState: .transportNotCapable, packetInfo: nil, segmentSize: train.segmentSize)
                socket.write(AddressedEnvelope(remoteAddress: rtp, data: train.bytes, metadata: segments), promise: nil)
            }
            return socket.flush()
        }
        for packet in batch.packets {
            guard let data = batch.bytes.getSlice(at: packet.lowerBound, length: packet.count) else { continue }
            socket.write(AddressedEnvelope(remoteAddress: rtp, data: data), promise: nil)
        }
        socket.flush()
    }

    func sendControl(_ report: ByteBuffer) {
        sockets.rtcp?.writeAndFlush(AddressedEnvelope(remoteAddress: rtcp, data: report), promise: nil)
    }
}
