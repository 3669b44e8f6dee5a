import GatewayCore
import GatewayTesting
import MediaCore
import NIOCore
import Testing

@testable import StreamingPlugin

@Suite("H.265 over RTP", .timeLimit(.minutes(1)))
struct H265Tests {
    /// The payloads of one picture.
    private func payloads(_ units: [[UInt8]]) -> [[UInt8]] {
        var bytes: [UInt8] = []
        let ranges = units.map { unit in
            bytes += unit
            return (bytes.count - unit.count)..<bytes.count
        }
        let packet = Packet(
            codec: .h265, captured: MonotonicInstant(nanoseconds: 0), isKey: true, size: PictureSize(width: 16, height: 16),
            bytes: bytes, units: ranges)
        var builder = RTPBatch.Builder(sequence: 1, timestamp: 2, payloadType: 96, source: 3, capacity: bytes.count)
        H265Packetizer().packetize(packet, into: &builder)
        guard let batch = builder.finish(isKey: true) else { return [] }
        return batch.packets.map { Array(batch.bytes.readableBytesView[$0].dropFirst(RTPBatch.headerSize)) }
    }

    private func unit(_ header: [UInt8], _ size: Int) -> [UInt8] {
        header + (header.count..<size).map { UInt8(truncatingIfNeeded: $0 % 251) }
    }

    @Test("a unit that fits a packet is the packet's payload as it is")
    func single() {
        let whole = unit([0x02, 0x01], 1_400)
        #expect(payloads([whole]) == [whole])
        #expect(payloads([[0x26, 0x01]]) == [[0x26, 0x01]])
    }

    @Test("a larger unit is fragmented behind its header, with start and end marked and its type in the third byte")
    func fragments() {
        // Type 19, layer 33 (its highest bit lies in the first byte), temporal id 3.
        let whole = unit([0x27, 0x0B], 1_401)
        let found = payloads([whole])
        #expect(found.map(\.count) == [1_400, 5])
        #expect(found.map { Array($0.prefix(3)) } == [[0x63, 0x0B, 0x93], [0x63, 0x0B, 0x53]])
        #expect(found.flatMap { $0.dropFirst(3) } == Array(whole.dropFirst(2)))
        let long = payloads([unit([0x02, 0x01], 4_000)])
        #expect(long.map { $0[2] } == [0x81, 0x01, 0x41])
        #expect(long.map(\.count) == [1_400, 1_400, 1_207])
    }

    @Test("parameter sets travel together before the picture, under the lowest layer and temporal id")
    func aggregates() {
        let sets: [[UInt8]] = [[0x40, 0x02, 0xAA], [0x42, 0x01, 0xBB, 0xCC], [0x44, 0x0A, 0xDD]]
        let slice = unit([0x26, 0x01], 10)
        let together: [UInt8] = [0x60, 0x01, 0, 3, 0x40, 0x02, 0xAA, 0, 4, 0x42, 0x01, 0xBB, 0xCC, 0, 3, 0x44, 0x0A, 0xDD]
        #expect(payloads(sets + [slice]) == [together, slice])
        #expect(payloads([sets[0], slice]) == [sets[0], slice])
    }

    @Test("parameter sets that do not fit one packet are split between packets, never cut without need")
    func largeSets() {
        let sets = [unit([0x40, 0x01], 700), unit([0x42, 0x01], 694), unit([0x44, 0x01], 1_400)]
        let found = payloads(sets)
        #expect(found.map(\.count) == [2 + 2 + 700 + 2 + 694, 1_400])
        #expect(payloads([unit([0x40, 0x01], 700), unit([0x42, 0x01], 695)]).map(\.count) == [700, 695])
    }

    @Test("what is too short to be a unit is left out")
    func shortUnits() {
        #expect(payloads([[0x40], [0x02, 0x01, 0x07]]) == [[0x02, 0x01, 0x07]])
        #expect(payloads([[0x40]]).isEmpty)
    }

    @Test("a client learns profile, tier, level and the three parameter sets from DESCRIBE")
    func describes() async throws {
        try await StreamingFixture.run { fixture in
            fixture.feeds.set(.h265)
            let client = try await fixture.client()
            let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            let lines = answer.body.split(separator: "\r\n").map(String.init)
            #expect(lines.contains("a=rtpmap:96 H265/90000"))
            let format =
                "a=fmtp:96 profile-space=0;profile-id=1;tier-flag=0;level-id=90;profile-compatibility-indicator=60000000;"
                + "interop-constraints=900000000000;sprop-vps=QAEMAQ==;sprop-sps=QgEBAWAAAAMAkAAAAwAAAwBaoA==;sprop-pps=RAHB"
            #expect(lines.contains(format))
        }
    }

    @Test("a sequence parameter set that is cut off is announced without profile, one that is missing not at all")
    func poorSets() {
        func parameters(_ units: [[UInt8]]) -> String? {
            var bytes: [UInt8] = []
            let ranges = units.map { unit in
                bytes += unit
                return (bytes.count - unit.count)..<bytes.count
            }
            return H265Packetizer().formatParameters(
                of: Packet(
                    codec: .h265, captured: MonotonicInstant(nanoseconds: 0), isKey: true,
                    size: PictureSize(width: 16, height: 16), bytes: bytes, units: ranges))
        }
        let sets = FakeFeeds.h265Sets
        #expect(
            parameters([sets[0], [0x42, 0x01, 0x01, 0x01], sets[2]])
                == "sprop-vps=QAEMAQ==;sprop-sps=QgEBAQ==;sprop-pps=RAHB")
        #expect(parameters([sets[0], sets[2]]) == nil)
        #expect(parameters([sets[0], [0x42, 0x01], sets[2]]) == nil)
        #expect(parameters([]) == nil)
    }

    @Test("every unit arrives as it was, whatever its size")
    func reassembles() async throws {
        try await StreamingFixture.run { fixture in
            fixture.feeds.set(.h265)
            let client = try await fixture.client()
            try await client.play()
            var last = try #require(await client.picture())
            #expect(last.h265Units?.prefix(3).elementsEqual(FakeFeeds.h265Sets) == true)
            for size in [2, 3, 1_399, 1_400, 1_401, 1_402, 2_796, 2_797, 100_000] {
                let units = fixture.feeds.publishDelta(size: size)
                let picture = try #require(await client.picture())
                #expect(picture.h265Units == units)
                #expect(picture.follows(last))
                #expect(picture.packets.allSatisfy { $0.payload.count <= 1_400 })
                last = picture
            }
        }
    }
}
