import MediaCore
import NIOCore

/// The RTP packets of one picture, in one buffer that all viewers share.
///
/// Each packet is preceded by the four bytes that frame it on a TCP connection (RFC 2326 section 10.12), so that a TCP viewer is
/// served with one slice and a UDP viewer with one slice a packet or a train of them; nothing is copied for a viewer.
final class RTPBatch {
    /// How many bytes of payload a packet carries at most; with all headers it fits an Ethernet frame.
    static let payloadLimit = 1_400
    static let frameHeaderSize = 4
    static let headerSize = 12

    /// All packets, framed for channel 0.
    let bytes: ByteBuffer
    /// Where each packet lies in `bytes`, without its frame header.
    let packets: [Range<Int>]
    /// Sequence number of the first packet.
    let firstSequence: UInt16
    /// The time stamp of all packets.
    let timestamp: UInt32
    /// Whether decoding can begin here.
    let isKey: Bool

    private var framed: [UInt8: ByteBuffer] = [:]
    private var trains: [Train]?

    private init(_ builder: Builder, isKey: Bool) {
        bytes = builder.bytes
        packets = builder.packets
        firstSequence = builder.firstSequence
        timestamp = builder.timestamp
        self.isKey = isKey
    }

    /// Bytes of payload in all packets, as sender reports count them.
    var payloadSize: Int {
        packets.reduce(0) { $0 + $1.count - RTPBatch.headerSize }
    }

    /// All packets framed for an interleaved channel; viewers of a channel share them.
    func framed(channel: UInt8) -> ByteBuffer {
        guard channel != 0 else { return bytes }
        if let known = framed[channel] { return known }
        var copy = bytes
        for packet in packets {
            copy.setInteger(channel, at: packet.lowerBound - RTPBatch.frameHeaderSize + 1)
        }
        framed[channel] = copy
        return copy
    }

    /// Packets without frame headers that the kernel is given at once and cuts apart again.
    struct Train {
        /// The packets, one after the other.
        let bytes: ByteBuffer
        /// Bytes of each packet; the last may be shorter.
        let segmentSize: Int
    }

    /// How many packets a train has at most: with all of them it fits a datagram.
    private static let trainLength = 40

    /// All packets in as few trains as their sizes allow; viewers share them.
    var segmentedPackets: [Train] {
        if let trains { return trains }
        var made: [Train] = []
        var rest = packets[...]
        while let first = rest.first {
            let alike = rest.prefix(RTPBatch.trainLength).prefix { $0.count == first.count }.count
            let next = alike < RTPBatch.trainLength ? rest.dropFirst(alike).first : nil
            let length = alike + (next.map { $0.count < first.count ? 1 : 0 } ?? 0)
            var train = ByteBufferAllocator().buffer(capacity: length * first.count)
            for range in rest.prefix(length) {
                guard let packet = bytes.getSlice(at: range.lowerBound, length: range.count) else { continue }
                train.writeImmutableBuffer(packet)
            }
            made.append(Train(bytes: train, segmentSize: first.count))
            rest = rest.dropFirst(length)
        }
        trains = made
        return made
    }

    /// Writes packets one after the other.
    struct Builder {
        fileprivate var bytes: ByteBuffer
        fileprivate var packets: [Range<Int>] = []
        fileprivate let firstSequence: UInt16
        fileprivate let timestamp: UInt32
        private let payloadType: UInt8
        private let source: UInt32

        /// An empty batch.
        ///
        /// - Parameter capacity: about how many bytes of payload will come.
        init(sequence: UInt16, timestamp: UInt32, payloadType: UInt8, source: UInt32, capacity: Int) {
            firstSequence = sequence
            self.timestamp = timestamp
            self.payloadType = payloadType
            self.source = source
            let headers = RTPBatch.headerSize + RTPBatch.frameHeaderSize + 2
            bytes = ByteBufferAllocator().buffer(capacity: capacity + (capacity / RTPBatch.payloadLimit + 4) * headers)
        }

        /// Appends a packet whose payload `fill` writes; at most ``RTPBatch/payloadLimit`` bytes.
        mutating func append(_ fill: (inout ByteBuffer) -> Void) {
            let start = bytes.writerIndex
            bytes.writeInteger(UInt8(ascii: "$"))
            bytes.writeInteger(UInt8(0))
            bytes.writeInteger(UInt16(0))
            bytes.writeInteger(UInt8(0x80))
            bytes.writeInteger(payloadType & 0x7F)
            bytes.writeInteger(firstSequence &+ UInt16(truncatingIfNeeded: packets.count))
            bytes.writeInteger(timestamp)
            bytes.writeInteger(source)
            fill(&bytes)
            let packet = (start + RTPBatch.frameHeaderSize)..<bytes.writerIndex
            bytes.setInteger(UInt16(clamping: packet.count), at: start + 2)
            packets.append(packet)
        }

        /// The batch; nil if nothing was appended.
        ///
        /// - Parameter marksLast: whether the last packet bears the mark, which ends a picture.
        mutating func finish(isKey: Bool, marksLast: Bool = true) -> RTPBatch? {
            guard let last = packets.last else { return nil }
            if marksLast { bytes.setInteger(payloadType | 0x80, at: last.lowerBound + 1) }
            return RTPBatch(self, isKey: isKey)
        }
    }
}
