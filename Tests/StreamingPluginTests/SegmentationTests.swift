import NIOCore
import Testing

@testable import StreamingPlugin

/// Trains of packets, which the kernel cuts apart at every `segmentSize` bytes.
@Suite struct SegmentationTests {
    @Test(arguments: [
        [], [300], [1_400, 1_400, 1_400], [1_400, 1_400, 9], [20, 8, 1_400, 1_400, 77], [9, 1_400], [5, 4, 3, 2, 1],
        Array(repeating: 1_400, count: 131), Array(repeating: 1_400, count: 40) + [5], Array(repeating: 1, count: 81),
    ])
    func `Cut apart, trains are the packets in their order`(payloads: [Int]) throws {
        var builder = RTPBatch.Builder(sequence: 65_500, timestamp: 9, payloadType: 96, source: 7, capacity: 0)
        for (index, size) in payloads.enumerated() {
            builder.append { $0.writeRepeatingByte(UInt8(truncatingIfNeeded: index), count: size) }
        }
        guard let batch = builder.finish(isKey: true) else { return #expect(payloads.isEmpty) }
        var cut: [[UInt8]] = []
        for train in batch.segmentedPackets {
            #expect(train.bytes.readableBytes <= 65_507 && train.bytes.readableBytes <= 64 * train.segmentSize)
            var rest = Array(train.bytes.readableBytesView)[...]
            while !rest.isEmpty {
                cut.append(Array(rest.prefix(train.segmentSize)))
                rest = rest.dropFirst(train.segmentSize)
            }
        }
        let packets = try batch.packets.map { try #require(batch.bytes.getBytes(at: $0.lowerBound, length: $0.count)) }
        #expect(cut == packets)
    }

    @Test func `A picture of large packets is one train`() throws {
        var builder = RTPBatch.Builder(sequence: 1, timestamp: 9, payloadType: 96, source: 7, capacity: 0)
        for size in [1_400, 1_400, 1_400, 12] { builder.append { $0.writeRepeatingByte(1, count: size) } }
        let finished = builder.finish(isKey: false)
        let batch = try #require(finished)
        #expect(batch.segmentedPackets.map(\.segmentSize) == [1_412])
    }
}
