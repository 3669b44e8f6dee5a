import BoardDevices
import Testing

@testable import LinuxMachineDriver

@Suite("What a Linux machine has is found in the kernel's files")
struct ProberTests {
    private let machine: MachineFolder
    private let tree: KernelTree

    init() throws {
        machine = try MachineFolder()
        tree = KernelTree(root: machine.path)
    }

    private func fact(_ name: String, of finding: Finding?) -> String? {
        finding?.facts.first { $0.name == name }?.value
    }

    @Test("a sound card is named with its playback and capture devices")
    func sound() throws {
        try machine.write(
            "/proc/asound/cards",
            """
             0 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones
                                  bcm2835 Headphones
             1 [C920           ]: USB-Audio - HD Pro Webcam C920
                                  HD Pro Webcam C920 at usb-0000:01:00.0-1.3, high speed

            """)
        try machine.write(
            "/proc/asound/pcm",
            """
            00-00: bcm2835 Headphones : bcm2835 Headphones : playback 8
            01-00: USB Audio : USB Audio : capture 1

            """)
        let cards = SoundCardProber.findings(in: tree)
        #expect(cards.map(\.path) == ["hw:0", "hw:1"])
        #expect(cards.map(\.description) == ["bcm2835 Headphones", "HD Pro Webcam C920"])
        #expect(cards.map { fact("playback", of: $0) } == ["hw:0,0", nil])
        #expect(cards.map { fact("capture", of: $0) } == [nil, "hw:1,0"])
        #expect(fact("id", of: cards.last) == "C920")
        #expect(cards.map { $0.entries.map(\.driver) } == [["alsa-playback"], ["alsa-capture"]])
        #expect(cards.last?.entries.first?.keys == [Finding.Fact("device", "hw:CARD=C920,DEV=0")])
    }

    @Test("a kernel without cards has none", arguments: ["--- no soundcards ---\n", "", "[", "x [y]: z - w\n", "]:["])
    func noSound(text: String) throws {
        try machine.write("/proc/asound/cards", text)
        #expect(SoundCardProber.findings(in: tree) == [])
    }

    @Test("a serial port without a chip, and a virtual terminal, are no ports")
    func serial() throws {
        for (port, type) in [("ttyS0", "4"), ("ttyS1", "0"), ("ttyS10", "4"), ("ttyS2", "4")] {
            try machine.write("/sys/class/tty/\(port)/type", "\(type)\n")
            try machine.write("/sys/class/tty/\(port)/irq", "4\n")
            try machine.link("/sys/class/tty/\(port)/device/driver", to: "../../../bus/platform/drivers/serial8250")
        }
        try machine.link("/sys/class/tty/ttyUSB0/device/driver", to: "../../../bus/usb-serial/drivers/ftdi_sio")
        try machine.write("/sys/class/tty/tty1/dev", "4:1\n")
        try machine.write("/proc/consoles", "ttyS0                -W- (EC p a)    4:64\n")
        let ports = SerialPortProber.findings(in: tree)
        #expect(ports.map(\.path) == ["/dev/ttyS0", "/dev/ttyS2", "/dev/ttyS10", "/dev/ttyUSB0"])
        #expect(ports.map(\.description) == ["serial8250", "serial8250", "serial8250", "ftdi_sio"])
        #expect(fact("console", of: ports.first) != nil)
        #expect(fact("console", of: ports.last) == nil)
    }

    @Test("a card is found where it is mounted, with size, access and whether it can be taken out")
    func volumes() throws {
        try machine.write(
            "/proc/mounts",
            """
            proc /proc proc rw,nosuid 0 0
            /dev/mmcblk0p1 /media/my\\040card vfat ro,noatime 0 0
            /dev/root / ext4 rw,relatime 0 0
            broken
            /dev/odd /x\\9 ext4 rw 0 0

            """)
        try machine.write("/sys/class/block/mmcblk0p1/size", "62333952\n")
        try machine.write("/sys/class/block/mmcblk0p1/removable", "1\n")
        let volumes = VolumeProber.findings(in: tree)
        #expect(volumes.map(\.path) == ["/media/my card", "/", "/x\\9"])
        #expect(volumes.map(\.description) == ["vfat", "ext4", "ext4"])
        #expect(volumes.map { fact("access", of: $0) } == ["read only", "writable", "writable"])
        #expect(fact("size", of: volumes.first) == "30436 MiB")
        #expect(volumes.map { fact("removable", of: $0) } == ["yes", nil, nil])
    }

    @Test("a network port is found with link, speed and addresses; the loopback is none")
    func network() throws {
        try machine.write("/sys/class/net/lo/type", "772\n")
        try machine.write("/sys/class/net/eth0/type", "1\n")
        try machine.write("/sys/class/net/eth0/carrier", "1\n")
        try machine.write("/sys/class/net/eth0/speed", "1000\n")
        try machine.write("/sys/class/net/eth0/address", "dc:a6:32:01:02:03\n")
        try machine.link("/sys/class/net/eth0/device/driver", to: "../../../bus/platform/drivers/bcmgenet")
        try machine.write("/sys/class/net/wlan0/type", "1\n")
        try machine.write("/sys/class/net/wlan0/speed", "-1\n")
        try machine.write("/sys/class/net/bonding_masters", "\n")
        let ports = NetworkProber.findings(in: tree, addresses: ["eth0": ["192.168.0.10", "10.0.0.1"]])
        #expect(ports.map(\.path) == ["eth0", "wlan0"])
        #expect(ports.map { fact("link", of: $0) } == ["up", "down"])
        #expect(ports.map { fact("speed", of: $0) } == ["1000 Mbit/s", nil])
        #expect(fact("mac", of: ports.first) == "DC-A6-32-01-02-03")
        #expect(fact("addresses", of: ports.first) == "192.168.0.10 10.0.0.1")
        #expect(ports.map(\.description) == ["bcmgenet", "virtual"])
    }

    @Test("a GPIO chip that cannot be opened, or is none, is listed with the reason")
    func lines() throws {
        try machine.write("/sys/bus/gpio/devices/gpiochip0/dev", "254:0\n")
        try machine.write("/sys/bus/gpio/devices/gpiochip1/dev", "254:1\n")
        try machine.write("/dev/gpiochip1", "not a chip")
        let chips = GPIOProber.findings(in: tree)
        #expect(chips.map(\.path) == ["/dev/gpiochip0", "/dev/gpiochip1"])
        #expect(fact("not opened", of: chips.first) == "No such file or directory")
        #expect(fact("not read", of: chips.last) == "Inappropriate ioctl for device")
    }

    @Test("a machine that has nothing gives nothing, and no error")
    func nothing() {
        #expect(SoundCardProber.findings(in: tree) == [])
        #expect(SerialPortProber.findings(in: tree) == [])
        #expect(VolumeProber.findings(in: tree) == [])
        #expect(NetworkProber.findings(in: tree, addresses: [:]) == [])
        #expect(GPIOProber.findings(in: tree) == [])
    }
}
