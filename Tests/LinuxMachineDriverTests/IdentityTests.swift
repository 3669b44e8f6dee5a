import BoardDevices
import GatewayTesting
import Testing

@testable import LinuxMachineDriver

@Suite("A Linux machine tells who it is")
struct IdentityTests {
    private let machine: MachineFolder
    private let tree: KernelTree

    init() throws {
        machine = try MachineFolder()
        tree = KernelTree(root: machine.path)
    }

    private func identity(filesystem: String? = nil, serial: String? = nil) -> LinuxIdentity {
        LinuxIdentity(LinuxIdentity.Configuration(filesystem: filesystem, serial: serial), tree: tree, kernel: "6.1.0")
    }

    @Test("the device tree's serial number comes first, without the zero that ends it")
    func deviceTree() throws {
        try machine.write("/proc/device-tree/serial-number", "10000000abcdef01\0")
        try machine.write("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0")
        try machine.write("/etc/machine-id", "0123456789abcdef\n")
        try machine.write("/etc/os-release", "NAME=\"Debian\"\nVERSION_ID=\"12\"\n")
        #expect(identity().serial == "10000000abcdef01")
        #expect(identity().filesystem == "12")
        let found = MachineProber.findings(in: tree, kernel: "6.1.0")
        #expect(found.map(\.description) == ["Raspberry Pi 4 Model B Rev 1.4"])
        #expect(found.flatMap(\.entries).map(\.driver) == ["linux-identity"])
    }

    @Test("an image's own version counts before the distribution's, and the board file before both")
    func versions() throws {
        try machine.write("/etc/os-release", "VERSION_ID=12\nIMAGE_VERSION='3.2'\n")
        try machine.write("/etc/machine-id", "0123456789abcdef\n")
        #expect(identity().filesystem == "3.2")
        #expect(identity().serial == "0123456789abcdef")
        #expect(identity(filesystem: "1.4.0", serial: "CAM1").filesystem == "1.4.0")
        #expect(identity(filesystem: "1.4.0", serial: "CAM1").serial == "CAM1")
    }

    @Test("a machine that tells nothing is unknown, not empty")
    func nothing() throws {
        try machine.write("/sys/class/dmi/id/product_serial", "\n")
        #expect(identity().serial == "unknown")
        #expect(identity().filesystem == "unknown")
    }

    @Test("this machine has a kernel release")
    func open() throws {
        let identity = try openedDevice(LinuxIdentity.self, as: .identity, ["serial": "S1"])
        #expect(!identity.kernel.isEmpty && identity.kernel != "unknown")
        #expect(identity.serial == "S1")
    }

    @Test("an unknown key is refused")
    func keys() {
        #expect(throws: ConfigFailure.self) { try openedDevice(LinuxIdentity.self, as: .identity, ["kernel": "1"]) }
    }
}
