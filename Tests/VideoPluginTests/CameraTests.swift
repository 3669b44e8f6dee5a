import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@Suite("The camera runs for those who need it")
struct CameraTests {
    @Test("nobody reads, nothing runs")
    func idle() async throws {
        let bench = try await Bench()
        #expect(bench.camera.wishes.isEmpty)
        #expect(bench.encoders.made.isEmpty)
    }

    @Test("it starts with what the larger stream needs, once for all readers")
    func start() async throws {
        let bench = try await Bench()
        let (first, _) = try await bench.read(.sub)
        let (second, _) = try await bench.read(.main)
        #expect(bench.camera.wishes == [CaptureWish(size: PictureSize(width: 64, height: 48), rate: 25)])
        first.cancel()
        second.cancel()
    }

    @Test("it runs on for 3 s after the last reader, and no longer")
    func linger() async throws {
        let bench = try await Bench()
        let (reader, _) = try await bench.read(.sub)
        reader.cancel()
        bench.clock.advance(by: .seconds(3) - .nanoseconds(1))
        #expect(bench.camera.isRunning && bench.camera.stops == 0)
        bench.clock.advance(by: .nanoseconds(1))
        try await eventually("the camera rests") { bench.camera.stops == 1 }
        let (again, _) = try await bench.read(.sub)
        #expect(bench.camera.wishes.count == 2)
        again.cancel()
    }

    @Test("a reader who comes back in time finds it running")
    func returning() async throws {
        let bench = try await Bench()
        let (reader, _) = try await bench.read(.sub)
        reader.cancel()
        bench.clock.advance(by: .seconds(2))
        let (again, heard) = try await bench.read(.sub)
        bench.clock.advance(by: .milliseconds(1_500))
        _ = try await bench.take(9, at: 0, for: heard)
        #expect(bench.camera.stops == 0 && bench.camera.wishes.count == 1)
        again.cancel()
    }

    @Test("a camera that does not start is tried again every second while somebody waits")
    func retry() async throws {
        let camera = FakeCamera()
        camera.setBroken(true)
        let bench = try await Bench(camera: camera)
        let feed = try #require(bench.video.packets(of: .sub))
        let heard = Heard<Packet>()
        let reader = feed.subscribe { heard.note($0) }
        for attempt in 1...3 {
            // What waits is the next attempt and the watch over the pictures.
            try await eventually("attempt \(attempt)") { camera.wishes.count == attempt && bench.clock.waiting == 2 }
            bench.clock.advance(by: .seconds(1) - .nanoseconds(1))
            #expect(camera.wishes.count == attempt)
            if attempt == 3 { camera.setBroken(false) }
            bench.clock.advance(by: .nanoseconds(1))
        }
        try await eventually("the camera runs") { camera.isRunning }
        try await eventually("a picture arrives") {
            // Later than the pictures that stood in, so that the stream's pace has room for it.
            camera.take(9, at: bench.clock.now.nanoseconds / 1_000_000 + 500)
            return heard.all.contains { $0.bytes == [9] }
        }
        reader.cancel()
    }

    @Test("nobody waits any more, nothing is tried again")
    func noRetry() async throws {
        let camera = FakeCamera()
        camera.setBroken(true)
        let bench = try await Bench(camera: camera)
        let reader = bench.video.packets(of: .sub)?.subscribe { _ in }
        try await eventually("the first attempt") { bench.clock.waiting == 2 }
        reader?.cancel()
        bench.clock.advance(by: .seconds(10))
        await bench.gateway.gateway.stop()
        #expect(camera.wishes.count == 1)
    }

    @Test("other settings start a running camera anew with the new wish")
    func newWish() async throws {
        let bench = try await Bench()
        let client = try await bench.gateway.client()
        let (reader, _) = try await bench.read(.main)
        #expect(await client.get("/cgi-bin/videoencoder/stream1?resolution=32X24&framerate=10").status == 200)
        try await eventually("the camera starts anew") { bench.camera.wishes.count == 2 }
        #expect(bench.camera.wishes.last == CaptureWish(size: PictureSize(width: 32, height: 24), rate: 25))
        reader.cancel()
    }

    @Test("settings that change while it only lingers do not keep it running for good")
    func newWishWhileLingering() async throws {
        let bench = try await Bench()
        let client = try await bench.gateway.client()
        let (reader, _) = try await bench.read(.main)
        reader.cancel()
        #expect(await client.get("/cgi-bin/videoencoder/stream1?resolution=32X24").status == 200)
        bench.clock.advance(by: .seconds(3))
        try await eventually("the camera rests") { !bench.camera.isRunning }
    }

    @Test("analysis alone makes it run, in the sensor's size and without any encoder")
    func analysis() async throws {
        let contracts = Contracts()
        let bench = try await Bench(contracts: contracts)
        let frames = try contracts.need((any FrameFeed).self, "pictures").frames
        let heard = Heard<Frame>()
        let reader = frames.subscribe { heard.note($0) }
        try await eventually("the camera runs") { bench.camera.isRunning }
        bench.camera.take(5, at: 0)
        #expect(heard.all.map(\.size) == [PictureSize(width: 64, height: 48)])
        #expect(bench.encoders.made.isEmpty)
        reader.cancel()
        bench.clock.advance(by: .seconds(3))
        try await eventually("the camera rests") { !bench.camera.isRunning }
    }

    @Test("the end stops it for good")
    func stop() async throws {
        let bench = try await Bench()
        let (reader, _) = try await bench.read(.sub)
        await bench.gateway.gateway.stop()
        #expect(!bench.camera.isRunning)
        reader.cancel()
        bench.clock.advance(by: .seconds(10))
        let late = bench.video.packets(of: .sub)?.subscribe { _ in }
        #expect(bench.camera.wishes.count == 1)
        late?.cancel()
    }
}
