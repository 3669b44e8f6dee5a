import BoardDevices
import GatewayTesting
import Logging
import MediaCore
import Testing

@Suite("The doctor tries every device and says what is wrong")
struct DoctorTests {
    private func diagnoses(_ board: BoardFile, patience: Duration = .seconds(30)) -> [Diagnosis] {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let doctor = Doctor(board: board, patience: patience) { device in
            DriverHost(
                device: device, stateDirectory: "/dev/null", clock: SystemMonotonicClock(), logger: logger, restartProcess: {})
        }
        return doctor.diagnoses()
    }

    /// The diagnosis of the broken device in a role.
    private func diagnosis(_ fault: String, as role: String) throws -> Diagnosis {
        let board = try Bench.board(
            "{ board: test, devices: { part: { driver: broken, role: \(role), fault: \(fault) } } }",
            drivers: [BrokenDriver.self])
        return try #require(diagnoses(board, patience: .milliseconds(20)).first)
    }

    @Test("a device that is made of others is opened with them")
    func composite() throws {
        let board = try Bench.board(
            """
            board: test
            devices:
              turntable: { driver: bench-head, role: head-part, pan: "-100..100" }
              arm: { driver: bench-head, role: head-part, tilt: "-20..70" }
              head: { driver: composite-head, role: pan-tilt, pan: turntable, tilt: arm }
            """)
        let all = diagnoses(board)
        #expect(all.map(\.role) == ["head-part", "head-part", "pan-tilt"])
        #expect(all.flatMap(\.examination.faults) == [])
        #expect(all.last?.examination.found.first?.hasPrefix("pan -100.0 to 100.0, tilt -20.0 to 70.0 degrees") == true)
    }

    @Test("a whole bench board is well, each role with what was found")
    func bench() throws {
        let board = try Bench.board(
            """
            board: test
            devices:
              camera: { driver: clip, role: camera, size: VGA, rate: 20 }
              scaler: { driver: libyuv, role: scaler }
              stills: { driver: turbojpeg, role: still-encoder }
              titles: { driver: freetype, role: text-renderer }
              h264:
                driver: x264
                role: video-encoder
                streams: { stream1: { 720P: { framerate: 1-30, bitrate: 50-2000 } }, stream2: { QVGA: { framerate: 1-10, bitrate: 50-500 } } }
              microphone: { driver: bench-microphone, role: microphone }
              speaker: { driver: bench-speaker, role: speaker }
              amplifier: { driver: bench-line, role: amplifier }
              head: { driver: bench-head, role: pan-tilt }
              lens: { driver: bench-lens, role: lens }
              identity: { driver: bench-identity, role: identity }
              power: { driver: bench-power, role: power }
              clock: { driver: bench-clock, role: clock }
              network: { driver: bench-network, role: network }
              card: { driver: bench-card, role: sd-card, card: none }
            """)
        let all = diagnoses(board)
        #expect(all.map(\.device) == board.devices.map(\.name))
        #expect(all.flatMap(\.examination.faults) == [])
        for diagnosis in all { #expect(!diagnosis.examination.found.isEmpty, "\(diagnosis.role)") }
        // The encoders would like 720P at 30, which this camera does not give.
        let camera = try #require(all.first)
        #expect(camera.examination.found.last?.hasPrefix("10 frames of 640x480 (I420) at ") == true)
        #expect(all[4].examination.found.count == 2)
        #expect(all.last?.examination.found == ["no card"])
    }

    @Test("every role has an exercise")
    func roles() {
        #expect(Set(Roles.exercises.map(\.role)) == Roles.names)
        #expect(Roles.exercises.count == Roles.names.count)
    }

    @Test(
        "what is broken is said",
        arguments: [
            ("silent", "camera", "no picture within 0.02 s"), ("frozen", "camera", "10 of 10 pictures within 0.02 s"),
            ("refusing", "image-controls", "VIDIOC_S_CTRL: input/output error"),
            ("small", "scaler", "made 640x480 of 640x480 where 320x240 was asked"),
            ("noise", "still-encoder", "what was made of a grey picture is no JPEG file"),
            ("blank", "text-renderer", "drew a line of 18 letters as 0x0 without ink"),
            ("no-stream", "video-encoder", "has no resolution for any stream"),
            ("no-packet", "video-encoder", "no packet of 320x240 after 60 pictures"),
            ("mute", "microphone", "reports no sample rate"), ("astray", "pan-tilt", "stands outside its limits"),
            ("overrun", "lens", "zoom stands outside 0 to 100 %"),
            ("locked", "sd-card", "the card cannot be written: the card is locked"),
            ("nameless", "identity", "a version or the serial number is empty"),
            ("nameless", "network", "the hardware address is all zero"),
        ])
    func broken(fault: String, role: String, message: String) throws {
        let diagnosis = try diagnosis(fault, as: role)
        #expect(!diagnosis.isHealthy)
        #expect(diagnosis.examination.faults.map(\.message) == [message])
    }

    @Test("a device that cannot be opened is named with all of its roles and what to do")
    func missing() throws {
        let diagnosis = try diagnosis("missing", as: "[camera, image-controls]")
        #expect(diagnosis.role == "camera, image-controls")
        #expect(diagnosis.examination.faults.map(\.remedy) == ["plug the camera in"])
    }

    @Test("a device that does not speak its role's protocol is wrong in that role", arguments: Roles.names)
    func mute(role: String) throws {
        let diagnosis = try diagnosis("none", as: role)
        #expect(diagnosis.examination.faults.map(\.kind) == [.unsupported])
    }

    @Test("a clock that was never set deserves a look and is not broken")
    func clock() throws {
        let diagnosis = try diagnosis("nameless", as: "clock")
        #expect(diagnosis.isHealthy)
        #expect(diagnosis.examination.found == ["1970-01-01 00:00:05 UTC"])
        #expect(diagnosis.examination.advice.count == 1)
    }

    @Test("one broken device does not keep the doctor from the next")
    func goesOn() throws {
        let board = try Bench.board(
            """
            board: test
            devices:
              camera: { driver: broken, role: camera, fault: missing }
              scaler: { driver: libyuv, role: scaler }
            """, drivers: Bench.drivers + [BrokenDriver.self])
        #expect(diagnoses(board).map(\.isHealthy) == [false, true])
    }
}
