import BoardDevices
import GatewayTesting
import Logging
import Testing
import V4L2Driver

@Suite("The board file keys of a V4L2 camera")
struct BoardFileTests {
    private func problems(_ keys: KeyValuePairs<String, String>) -> [String] {
        do {
            let _: any FrameSource = try openedDevice(V4L2Entry.self, as: .camera, keys)
            return []
        } catch let failure as ConfigFailure {
            return failure.problems.map { "\($0.path): \($0.message)" }
        } catch {
            return []
        }
    }

    private func fault(_ keys: KeyValuePairs<String, String>) -> DeviceFault? {
        let missing = #expect(throws: MissingRole.self) {
            let _: any FrameSource = try openedDevice(V4L2Entry.self, as: .camera, keys)
        }
        return missing?.fault
    }

    @Test("a camera needs a node or a name, not both")
    func address() {
        #expect(problems([:]) == ["devices.device: expected device (a path such as /dev/video0) or name (a card name)"])
        #expect(
            problems(["device": "/dev/video0", "name": "vivid"])
                == ["devices.device.name: expected either device or name, found both"])
        #expect(
            problems(["device": "video0"])
                == ["devices.device.device: expected the path of a node such as /dev/video0, found \"video0\""])
        #expect(problems(["name": ""]) == ["devices.device.name: empty; expected a card name, as v4l2-ctl --info shows it"])
    }

    @Test(
        "inputs and formats that cannot be are problems",
        arguments: [
            ("input", "-1", "expected a whole number from 0 to 31, found \"-1\""),
            ("input", "hdmi", "expected a whole number from 0 to 31, found \"hdmi\""),
            ("formats", "rgb", "expected some of yu12, nv12, yuyv, mjpeg, found \"rgb\""),
        ])
    func values(key: String, value: String, message: String) {
        #expect(problems(["name": "vivid", key: value]) == ["devices.device.\(key): \(message)"])
    }

    @Test("a node that is not there is missing, with a way to look")
    func missingNode() {
        let fault = fault(["device": "/dev/video-of-nobody"])
        #expect(fault?.kind == .missing)
        #expect(fault?.message == "/dev/video-of-nobody: open: No such file or directory")
        #expect(fault?.remedy.contains("v4l2-ctl --list-devices") == true)
    }

    @Test("a name that no card has is missing")
    func missingName() {
        let fault = fault(["name": "a camera of nobody"])
        #expect(fault?.kind == .missing)
        #expect(fault?.message == "the camera named a camera of nobody is not there")
    }

    @Test("something that is not a camera is none", arguments: ["/dev/null", "/dev/zero", "/etc/passwd"])
    func otherNode(path: String) {
        let fault = fault(["device": path])
        #expect(fault?.kind == .unsupported)
        #expect(fault?.message.hasPrefix(path) == true)
    }

    @Test("two devices of a board cannot have the same node or card", arguments: ["device", "name"])
    func claims(key: String) throws {
        var root = ConfigNode(.map([])).setting(["board"], to: "test")
        for (name, role) in [("first", "camera"), ("second", "image-controls")] {
            root = root.setting(["devices", name, "driver"], to: "v4l2").setting(["devices", name, "role"], to: role)
                .setting(["devices", name, key], to: "/dev/video7")
        }
        let failure = #expect(throws: ConfigFailure.self) { try BoardFile(root, file: "test.yaml", drivers: V4L2.drivers) }
        let resource = key == "device" ? "/dev/video7" : "the camera named /dev/video7"
        #expect(failure?.problems.map(\.message) == ["claims \(resource), which first claims already"])
    }
}
