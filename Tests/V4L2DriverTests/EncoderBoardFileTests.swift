import BoardDevices
import GatewayTesting
import Testing
import V4L2Driver

@Suite("The board file keys of a V4L2 encoder")
struct EncoderBoardFileTests {

    private func open(_ key: String, _ value: String) throws {
        let keys: KeyValuePairs = [
            key: value, "streams.stream1.VGA.framerate": "1-30", "streams.stream1.VGA.bitrate": "50-4000",
        ]
        let _: any VideoEncoderSource = try openedDevice(V4L2EncoderEntry.self, as: .videoEncoder, keys)
    }

    @Test("an encoder needs a node or a name, and a codec that there is")
    func keys() {
        let failure = #expect(throws: ConfigFailure.self) { try open("codec", "vp8") }
        #expect(failure?.problems.map(\.path).sorted() == ["devices.device", "devices.device.codec"])
    }

    @Test("a node that is not there is missing, something else is no encoder")
    func nodes() {
        let missing = #expect(throws: MissingRole.self) { try open("device", "/dev/video-of-nobody") }
        #expect(missing?.fault?.kind == .missing)
        for path in ["/dev/null", "/etc/passwd"] {
            let other = #expect(throws: MissingRole.self) { try open("device", path) }
            #expect(other?.fault?.kind == .unsupported)
            #expect(other?.fault?.message.hasPrefix(path) == true)
        }
        let nobody = #expect(throws: MissingRole.self) { try open("name", "an encoder of nobody") }
        #expect(nobody?.fault?.message == "no card of that name encodes h264")
    }
}
