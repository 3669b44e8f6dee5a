import BoardDevices
import Dispatch
import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@Suite("A stream")
struct StreamTests {
    @Test("an encoder is made for the first reader, shared, and let go after the last")
    func encoderLife() async throws {
        let bench = try await Bench()
        let (first, heard) = try await bench.read(.sub)
        _ = try await bench.take(1, at: 0, for: heard)
        let (second, _) = try await bench.read(.sub)
        _ = try await bench.take(2, at: 40, for: heard)
        #expect(bench.encoders.living == 1 && bench.encoders.made.count == 1)
        first.cancel()
        second.cancel()
        try await eventually("the encoder is gone") { bench.encoders.living == 0 }
    }

    @Test("each stream has its size, and a stream that nobody reads is not encoded")
    func sizes() async throws {
        let bench = try await Bench()
        let (reader, heard) = try await bench.read(.sub)
        let packet = try await bench.take(1, at: 0, for: heard)
        #expect(packet.size == PictureSize(width: 32, height: 24))
        #expect(bench.encoders.calls.map(\.size) == [PictureSize(width: 32, height: 24)])
        reader.cancel()
    }

    @Test("a wish for a key frame makes the next picture one, several wishes too, and no other")
    func keyFrames() async throws {
        let bench = try await Bench()
        let (reader, heard) = try await bench.read(.sub)
        _ = try await bench.take(1, at: 0, for: heard)
        bench.video.requestKeyFrame(of: .sub)
        bench.video.requestKeyFrame(of: .sub)
        bench.video.requestKeyFrame(of: .main)
        _ = try await bench.take(2, at: 40, for: heard)
        _ = try await bench.take(3, at: 80, for: heard)
        #expect(heard.all.map(\.isKey) == [false, true, false])
        reader.cancel()
    }

    @Test("settings that the encoder can take on keep the encoder, others make a new one; readers stay")
    func changes() async throws {
        let bench = try await Bench()
        let client = try await bench.gateway.client()
        let (reader, heard) = try await bench.read(.sub)
        _ = try await bench.take(1, at: 0, for: heard)
        #expect(await client.get("/cgi-bin/videoencoder/stream2?bitrate=900").status == 200)
        #expect(bench.encoders.adopted.map(\.bitrate) == [900])
        _ = try await bench.take(2, at: 40, for: heard)
        #expect(await client.get("/cgi-bin/videoencoder/stream2?resolution=16X16").status == 200)
        #expect(bench.encoders.made.map(\.size.width) == [32, 16] && bench.encoders.living == 1)
        let packet = try await bench.take(3, at: 80, for: heard)
        #expect(packet.size == PictureSize(width: 16, height: 16))
        #expect(bench.video.settings(of: .sub)?.settings.bitrate == 900)
        reader.cancel()
    }

    @Test("an encoder that refuses is a fault, and the stream goes on as it was")
    func refusal() async throws {
        let bench = try await Bench()
        let client = try await bench.gateway.client()
        let (reader, heard) = try await bench.read(.sub)
        _ = try await bench.take(1, at: 0, for: heard)
        bench.encoders.setRefusing(true)
        #expect(await client.get("/cgi-bin/videoencoder/stream2?resolution=16X16").reason == "device error")
        #expect(await client.get("/cgi-bin/videoencoder").text.contains("<stream2 encode_mode=\"H264\" resolution=\"32X24\""))
        let packet = try await bench.take(2, at: 40, for: heard)
        #expect(packet.size == PictureSize(width: 32, height: 24))
        reader.cancel()
    }

    @Test("settings that cannot be stored are taken back from the running encoder")
    func fullStore() async throws {
        let bench = try await Bench()
        let client = try await bench.gateway.client()
        let (reader, heard) = try await bench.read(.sub)
        _ = try await bench.take(1, at: 0, for: heard)
        bench.gateway.store.setFull(true)
        #expect(await client.get("/cgi-bin/videoencoder/stream2?bitrate=900").reason == "storage error")
        #expect(bench.encoders.adopted.map(\.bitrate) == [900, 500])
        #expect(bench.video.settings(of: .sub)?.settings.bitrate == 500)
        reader.cancel()
    }

    @Test("an encoder that is slow loses pictures instead of gathering delay, and disturbs nobody")
    func slowEncoder() async throws {
        let bench = try await Bench()
        let (reader, heard) = try await bench.read(.sub)
        let gate = DispatchSemaphore(value: 0)
        bench.encoders.setGate(gate)
        bench.camera.take(1, at: 0)
        try await eventually("the encoder is busy") { bench.encoders.calls.count == 1 }
        for number in 2...50 { bench.camera.take(UInt8(number), at: Int64(number) * 40) }
        bench.encoders.setGate(nil)
        gate.signal()
        try await eventually("what waited is encoded") { heard.all.count == 2 }
        _ = try await bench.take(99, at: 2_100, for: heard)
        #expect(bench.encoders.calls.map(\.level) == [1, 2, 99])
        reader.cancel()
    }

    @Test("pictures of another size without a scaler are a fault of the stream, not of the gateway")
    func noScaler() async throws {
        let bench = try await Bench(hasScaler: false)
        let (sub, small) = try await bench.read(.sub)
        let (main, large) = try await bench.read(.main)
        _ = try await bench.take(7, at: 0, for: large)
        #expect(small.all.isEmpty)
        #expect(bench.encoders.calls.map(\.size.width) == [64])
        sub.cancel()
        main.cancel()
    }

    @Test("settings are in force again after a restart")
    func restart() async throws {
        let store = MemoryStore()
        let first = try await Bench(store: store)
        let client = try await first.gateway.client()
        #expect(await client.get("/cgi-bin/videoencoder/stream1?resolution=32X24&framerate=7&bitrate=60").status == 200)
        let second = try await Bench(store: store)
        let (reader, heard) = try await second.read(.main)
        _ = try await second.take(1, at: 0, for: heard)
        #expect(second.encoders.made.map(\.framerate) == [7])
        #expect(second.encoders.made.map(\.size.width) == [32])
        reader.cancel()
    }

    @Test("what a smaller board can no longer do falls back, and the rest stays")
    func smallerBoard() async throws {
        let store = MemoryStore()
        let first = try await Bench(store: store)
        let client = try await first.gateway.client()
        #expect(await client.get("/cgi-bin/videoencoder/stream1?resolution=64X48&framerate=30&govlength=7").status == 200)
        let camera = FakeCamera(maximumSize: PictureSize(width: 32, height: 24), maximumRate: 12)
        let second = try await Bench(camera: camera, store: store)
        let settings = try #require(second.video.settings(of: .main)?.settings)
        #expect(settings.size.width == 32 && settings.framerate == 12 && settings.govLength == 7)
    }
}
