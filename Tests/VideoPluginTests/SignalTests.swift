import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Testing
@testable import VideoPlugin

@Suite("A camera that gives no pictures")
struct SignalTests {
    private static let gone = DeviceFault(.missing, "/dev/video0: open: No such file or directory")

    private func milliseconds(_ bench: Bench) -> Int64 { bench.clock.now.nanoseconds / 1_000_000 }

    /// Lets a stand-in fall due and waits for it.
    private func standIn(_ bench: Bench, after delay: Duration, for heard: Heard<Packet>) async throws -> Packet {
        let before = heard.all.count
        bench.clock.advance(by: delay)
        try await eventually("a stand-in arrives") { heard.all.count > before }
        return heard.all[before]
    }

    @Test("after 2 s without pictures the stream goes on with the last one, five times a second, at the time of the moment")
    func lastPicture() async throws {
        let bench = try await Bench()
        let (reader, heard) = try await bench.read(.main)
        _ = try await bench.take(90, at: milliseconds(bench), for: heard)
        bench.clock.advance(by: .seconds(2) - .nanoseconds(1))
        #expect(heard.all.count == 1)
        let first = try await standIn(bench, after: .nanoseconds(1), for: heard)
        #expect(first.bytes == [90] && first.captured == bench.clock.now)
        for _ in 1...5 {
            let next = try await standIn(bench, after: .milliseconds(200), for: heard)
            #expect(next.captured == bench.clock.now)
        }
        #expect(heard.all.count == 7)
        reader.cancel()
    }

    @Test("the words are white on black in the middle, and the camera's own picture stays as it was")
    func words() async throws {
        let bench = try await Bench()
        let (reader, heard) = try await bench.read(.main)
        let moment = milliseconds(bench)
        let picture = try #require(bench.camera.take(90, at: moment))
        try await eventually("the picture arrives") { heard.all.count == 1 }
        _ = try await standIn(bench, after: .seconds(2), for: heard)
        let levels = try #require(bench.encoders.latest).withPlanes { planes in
            (0..<planes[0].height).map { Array(planes[0].row($0)) }
        }
        let middle = levels[20..<28].flatMap { $0 }
        #expect(middle.contains(235) && middle.contains(16))
        #expect(levels[0].allSatisfy { $0 == 90 } && levels[47].allSatisfy { $0 == 90 })
        picture.withPlanes { planes in
            #expect((0..<48).allSatisfy { y in planes[0].row(y).allSatisfy { $0 == 90 } })
        }
        reader.cancel()
    }

    @Test("a camera that never gave a picture, or does not start, is stood in for in grey, in the size that was wished")
    func grey() async throws {
        for isBroken in [false, true] {
            let camera = FakeCamera()
            camera.setBroken(isBroken)
            let bench = try await Bench(camera: camera)
            let heard = Heard<Packet>()
            let reader = bench.video.packets(of: .main)?.subscribe { heard.note($0) }
            try await eventually("the camera is started") { !camera.wishes.isEmpty }
            let packet = try await standIn(bench, after: .seconds(2), for: heard)
            #expect(packet.bytes == [128])
            #expect(packet.size == PictureSize(width: 64, height: 48))
            reader?.cancel()
        }
    }

    @Test("pictures end it; one from before the last stand-in comes too late")
    func recovery() async throws {
        let bench = try await Bench()
        let (reader, heard) = try await bench.read(.main)
        _ = try await bench.take(90, at: milliseconds(bench), for: heard)
        _ = try await standIn(bench, after: .seconds(2), for: heard)
        bench.camera.take(70, at: milliseconds(bench) - 10)
        let back = try await bench.take(80, at: milliseconds(bench) + 40, for: heard)
        #expect(back.bytes == [80])
        bench.clock.advance(by: .seconds(2) - .nanoseconds(1))
        _ = try await bench.take(81, at: milliseconds(bench) + 2_000, for: heard)
        #expect(heard.all.map(\.bytes) == [[90], [90], [80], [81]])
        let times = heard.all.map(\.captured)
        #expect(times == times.sorted() && Set(times).count == times.count)
        reader.cancel()
    }

    @Test("analysis sees no stand-ins")
    func analysis() async throws {
        let contracts = Contracts()
        let bench = try await Bench(contracts: contracts)
        let seen = Heard<Frame>()
        let analysis = try contracts.need((any FrameFeed).self, "pictures").frames.subscribe { seen.note($0) }
        let (reader, heard) = try await bench.read(.main)
        _ = try await standIn(bench, after: .seconds(2), for: heard)
        #expect(seen.all.isEmpty)
        analysis.cancel()
        reader.cancel()
    }

    @Test("no picture is kept while only analysis looks: who comes after the loss sees grey, not what was long ago")
    func nobodyLooks() async throws {
        let contracts = Contracts()
        let bench = try await Bench(contracts: contracts)
        let seen = Heard<Frame>()
        let analysis = try contracts.need((any FrameFeed).self, "pictures").frames.subscribe { seen.note($0) }
        let (former, heard) = try await bench.read(.main)
        _ = try await bench.take(90, at: milliseconds(bench), for: heard)
        former.cancel()
        #expect(bench.camera.take(91, at: milliseconds(bench) + 40) != nil)
        try await eventually("analysis goes on") { seen.all.count == 2 }
        bench.clock.advance(by: .seconds(2))
        let late = Heard<Packet>()
        let reader = bench.video.packets(of: .main)?.subscribe { late.note($0) }
        #expect(try await standIn(bench, after: .milliseconds(200), for: late).bytes == [128])
        reader?.cancel()
        analysis.cancel()
    }

    @Test("a still is never a stand-in")
    func still() async throws {
        let contracts = Contracts()
        let bench = try await Bench(contracts: contracts)
        let snapshots = try contracts.need((any Snapshots).self, "stills")
        let (reader, heard) = try await bench.read(.main)
        let still = Task { try await snapshots.jpeg(of: .main) }
        // The watch over the pictures, and the still's own patience.
        try await eventually("the still waits") { bench.clock.waiting == 2 }
        _ = try await standIn(bench, after: .seconds(2), for: heard)
        bench.clock.advance(by: .seconds(1))
        await #expect(throws: Fault.self) { try await still.value }
        #expect(bench.stills.count == 0)
        reader.cancel()
    }

    @Test("while the device is gone there is no video and stills are its fault; then there is again")
    func gone() async throws {
        let contracts = Contracts()
        let bench = try await Bench(contracts: contracts)
        let snapshots = try contracts.need((any Snapshots).self, "stills")
        let video = try #require(bench.video as? Video)
        #expect(video.capabilities == [.video])
        bench.camera.setFault(SignalTests.gone)
        #expect(video.capabilities.isEmpty)
        await #expect(throws: Fault.device(SignalTests.gone)) { try await snapshots.jpeg(of: .main) }
        #expect(bench.camera.wishes.isEmpty)
        bench.camera.setFault(nil)
        #expect(video.capabilities == [.video])
    }

    @Test("a still that the camera cannot start for is refused at once, with the reason")
    func noStart() async throws {
        let camera = FakeCamera()
        camera.setBroken(true)
        let contracts = Contracts()
        let bench = try await Bench(camera: camera, contracts: contracts)
        let snapshots = try contracts.need((any Snapshots).self, "stills")
        let fault = DeviceFault(.missing, "the sensor does not answer")
        await #expect(throws: Fault.device(fault)) { try await snapshots.jpeg(of: .main) }
        #expect(bench.stills.count == 0)
    }

    @Test("nobody looks, nothing stands in, and the camera has its last picture back")
    func notNeeded() {
        let clock = ManualClock()
        let watch = SignalWatch(clock: clock)
        let asked = Heard<Bool>()
        let released = Heard<Bool>()
        watch.keepsLast = true
        watch.begin { asked.note(true) }
        watch.note(lentPicture(at: clock.now) { released.note(true) })
        #expect(released.all.isEmpty)
        watch.end()
        #expect(released.all.count == 1)
        clock.advance(by: .seconds(10))
        #expect(asked.all.isEmpty)
        watch.note(lentPicture(at: clock.now) { released.note(true) })
        #expect(released.all.count == 2)
        watch.begin { asked.note(true) }
        clock.advance(by: .seconds(2) - .nanoseconds(1))
        #expect(asked.all.isEmpty && !watch.isLost)
        clock.advance(by: .nanoseconds(1))
        #expect(asked.all.count == 1 && watch.isLost)
    }

    @Test("of each second one picture is kept, the others go back at once")
    func kept() {
        let clock = ManualClock()
        let watch = SignalWatch(clock: clock)
        let released = Heard<Int>()
        watch.keepsLast = true
        watch.begin {}
        for number in 0..<50 {
            watch.note(lentPicture(at: clock.now) { released.note(number) })
            clock.advance(by: .milliseconds(40))
        }
        #expect(released.all == Array(1...24) + [0] + Array(26...49))
        watch.end()
        #expect(released.all.last == 25)
    }

    private func lentPicture(at moment: MonotonicInstant, release: @escaping @Sendable () -> Void) -> Frame {
        let buffer = FrameBuffer(
            size: PictureSize(width: 2, height: 2), layout: .i420, planes: [], isWritable: false, release: release)
        return Frame(buffer, captured: moment, number: 0)
    }
}
