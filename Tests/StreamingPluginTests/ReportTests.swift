import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("UDP and RTCP", .timeLimit(.minutes(1)))
struct ReportTests {
    private static let receiverReport: [UInt8] = [0x80, 201, 0, 1, 1, 2, 3, 4]

    @Test("a viewer over UDP gets RTP and RTCP on its ports, and a good-bye at the end")
    func datagrams() async throws {
        try await StreamingFixture.run { fixture in
            let (rtp, rtcp) = (try await UDPSocket.open(), try await UDPSocket.open())
            let client = try await fixture.client()
            let setup = try await client.request(
                "SETUP", "/stream1/trackID=0",
                [RTSPClient.admin, "Transport: RTP/AVP;unicast;client_port=\(rtp.port)-\(rtcp.port)"])
            #expect(setup.status == 200)
            #expect(setup["Transport"].hasPrefix("RTP/AVP;unicast;client_port=\(rtp.port)-\(rtcp.port);server_port="))
            let play = try await client.request("PLAY", "/stream1")
            var packets: [RTPPacket] = []
            while packets.last?.marker != true {
                let bytes = try #require(await rtp.datagram())
                packets.append(try #require(RTPPacket(bytes)))
            }
            #expect(Picture(packets: packets).units?.count == 3)
            #expect(play["RTP-Info"].contains("seq=\(packets[0].sequence);"))
            #expect(setup["Transport"].contains("ssrc=\(hexadecimal(packets[0].source, digits: 8))"))
            #expect(await rtcp.datagram()?[1] == 200)
            #expect(try await client.request("TEARDOWN", "/stream1").status == 200)
            let goodbye = try #require(await rtcp.datagram())
            #expect(goodbye.suffix(8).prefix(2) == [0x81, 203])
            await rtp.close()
            await rtcp.close()
        }
    }

    @Test("a UDP viewer lives as long as its receiver reports come, and ends after 60 s without")
    func receiverReportsKeepAlive() async throws {
        try await StreamingFixture.run { fixture in
            let (rtp, rtcp) = (try await UDPSocket.open(), try await UDPSocket.open())
            let client = try await fixture.client()
            let setup = try await client.request(
                "SETUP", "/stream1",
                [RTSPClient.admin, "Transport: RTP/AVP/UDP;unicast;client_port=\(rtp.port)-\(rtcp.port)"])
            _ = try await client.request("PLAY", "/stream1")
            let ports = try #require(setup["Transport"].split(separator: ";").first { $0.hasPrefix("server_port=") })
            let server = try #require(ports.split(separator: "-").last.flatMap { Int($0) })
            fixture.test.clock.advance(by: .seconds(59))
            try await rtcp.send(Self.receiverReport, to: server)
            // The second report is answered by nothing either; a request on another connection shows that both were read.
            try await fixture.settle()
            fixture.test.clock.advance(by: .seconds(59))
            try await fixture.settle()
            #expect(fixture.feeds.readerCount == 1)
            fixture.test.clock.advance(by: .seconds(2))
            #expect(await client.message() == nil)
            #expect(fixture.feeds.readerCount == 0)
            await rtp.close()
            await rtcp.close()
        }
    }

    @Test("sender reports come with the first picture and every 5 s, with counts and both clocks")
    func senderReports() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            fixture.wall.set(millisecondsSince1970: 1_000_000_000_250)
            try await client.play()
            let picture = try #require(await client.picture())
            let first = try #require(await client.frame(on: 1))
            #expect(first.prefix(4) == [0x80, 200, 0, 6])
            #expect(UInt32(bigEndian(first[4..<8])) == picture.packets[0].source)
            // 2,208,988,800 s from 1900 to 1970; a quarter of a second is a quarter of 2 to the 32nd.
            #expect(bigEndian(first[8..<12]) == 3_208_988_800)
            #expect(bigEndian(first[12..<16]) == 1 << 30)
            #expect(Int(bigEndian(first[20..<24])) == picture.packets.count)
            #expect(Int(bigEndian(first[24..<28])) == picture.packets.reduce(0) { $0 + $1.payload.count })
            #expect(first[28..<30] == [0x81, 202])
            #expect(String(decoding: first[38..<45], as: UTF8.self) == "camgate")
            fixture.test.clock.advance(by: .milliseconds(4_999))
            fixture.feeds.publishDelta()
            let early = try #require(await client.frame())
            #expect(early.channel == 0)
            fixture.test.clock.advance(by: .milliseconds(1))
            fixture.feeds.publishDelta()
            var channels: [UInt8] = []
            var second: [UInt8] = []
            while second.isEmpty, let frame = await client.frame() {
                channels.append(frame.channel)
                if frame.channel == 1 { second = frame.bytes }
            }
            #expect(channels == [0, 1])
            let ticks = UInt32(bigEndian(second[16..<20])) &- UInt32(bigEndian(first[16..<20]))
            #expect(ticks == 450_000)
        }
    }

    @Test(
        "setting the wall clock moves no time stamp, and a report tells it with the next picture", arguments: [-86_400, 3_600])
    func clockIsSet(seconds: Int64) async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            let first = try #require(await client.picture()?.packets.first?.timestamp)
            let before = try #require(await client.frame(on: 1))
            fixture.test.clock.advance(by: .seconds(1))
            fixture.wall.set(millisecondsSince1970: fixture.wall.millisecondsSince1970 + seconds * 1_000)
            fixture.feeds.publishDelta()
            #expect(await client.picture()?.packets.first?.timestamp == first &+ 3_600)
            let after = try #require(await client.frame(on: 1))
            #expect(Int64(bigEndian(after[8..<12])) - Int64(bigEndian(before[8..<12])) == seconds + 1)
            #expect(UInt32(bigEndian(after[16..<20])) &- UInt32(bigEndian(before[16..<20])) == 90_000)
            // One report tells it; the next comes in its time.
            fixture.feeds.publishDelta()
            #expect(await client.frame()?.channel == 0)
            fixture.feeds.publishDelta()
            #expect(await client.frame()?.channel == 0)
        }
    }

    @Test("a clock that is slewed makes no reports of its own")
    func slewedClock() {
        func steps(_ readings: [(ntp: UInt64, seconds: Int64)]) -> [Bool] {
            var reports = ReportClock()
            return readings.map { reports.hasStepped($0.ntp, at: MonotonicInstant(nanoseconds: $0.seconds * 1_000_000_000)) }
        }
        let start: UInt64 = 3_900_000_000 << 32
        let second: UInt64 = 1 << 32
        #expect(
            steps([(start, 0), (start + second + second / 1_000, 1), (start, 1), (start, 1)]) == [false, false, true, false])
        // The era of NTP time stamps ends in 2036.
        #expect(steps([(.max, 0), (second - 1, 1)]) == [false, false])
    }

    @Test("a sender report's time stamp is that of the capture clock")
    func reportMatchesCaptureClock() {
        let timeline = RTPTimeline(rate: 90_000, offset: 7)
        #expect(timeline.timestamp(at: MonotonicInstant(nanoseconds: 2_000_000_000)) == 180_007)
        var pictures = timeline
        #expect(pictures.next(captured: MonotonicInstant(nanoseconds: 2_000_000_000)) == 180_007)
        // Months of uptime neither trap nor lose ticks.
        let late = MonotonicInstant(nanoseconds: 10_000_000 * 1_000_000_000 + 500_000_000)
        #expect(timeline.timestamp(at: late) == UInt32(truncatingIfNeeded: 10_000_000 * 90_000 + 45_000 + 7))
    }

    @Test("RTCP within the connection keeps a viewer alive; other packets there are read and forgotten")
    func interleavedReports() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            fixture.test.clock.advance(by: .seconds(59))
            try await client.send([0x24, 9, 0xFF, 0xFF] + [UInt8](repeating: 0x24, count: 65_535))
            try await client.send([0x24, 1, 0, 8] + Self.receiverReport + [0x24, 0, 0, 0])
            #expect(try await client.request("OPTIONS", "*", ["Session: none"]).status == 454)
            fixture.test.clock.advance(by: .seconds(59))
            #expect(try await client.request("GET_PARAMETER", "/stream1").status == 200)
            #expect(fixture.feeds.readerCount == 1)
        }
    }

    @Test("packets go to the client's own address only")
    func noOtherDestination() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            for transport in [
                "RTP/AVP;unicast;destination=192.0.2.7;client_port=5000-5001", "RTP/AVP;multicast;client_port=5000-5001",
                "RTP/SAVP;unicast;client_port=5000-5001", "RTP/AVP;unicast", "RTP/AVP;unicast;client_port=0-1",
                "RTP/AVP;unicast;client_port=70000-70001", "RTP/AVP;unicast;client_port=5000-5000", "",
                "RTP/AVP/TCP;unicast;interleaved=256-257", "RTP/AVP/TCP;unicast;interleaved=3-3",
                "RTP/AVP;unicast;client_port=5000-5001;mode=record", ";;;,,,==", "RTP/AVP;unicast;client_port=-",
            ] {
                let answer = try await client.request("SETUP", "/stream1", [RTSPClient.admin, "Transport: \(transport)"])
                #expect(answer.status == 461, "\(transport)")
            }
            let chosen = try await client.request(
                "SETUP", "/stream1",
                [RTSPClient.admin, "Transport: RTP/AVP;multicast;port=1-2, RTP/AVP/TCP;unicast;interleaved=4-5"])
            #expect(chosen["Transport"].hasPrefix("RTP/AVP/TCP;unicast;interleaved=4-5;"))
        }
    }
}
