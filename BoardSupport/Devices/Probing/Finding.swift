public import MediaCore

/// A piece of hardware that a prober found on this machine.
public struct Finding: Sendable, Hashable {
    /// What it is, in words that sort: `camera`, `video-encoder`, `sound-card`, `gpio-chip`, `serial-port`, `volume`, `network-port`.
    public let kind: String
    /// Where it is, as a driver or a shell would name it: `/dev/video0`, `hw:1`, `eth0`.
    public let path: String
    /// What it calls itself.
    public let description: String
    /// What else is known about it, in a fixed order.
    public let facts: [Fact]
    /// For a camera: the pictures that it can give.
    public let modes: [CaptureMode]
    /// What to write into a board file to use it: an entry for each part that it plays; none where no driver drives it.
    public let entries: [DeviceEntry]

    /// A piece of hardware.
    public init(
        kind: String, path: String, description: String, facts: [Fact] = [], modes: [CaptureMode] = [],
        entries: [DeviceEntry] = []
    ) {
        self.kind = kind
        self.path = path
        self.description = description
        self.facts = facts
        self.modes = modes
        self.entries = entries
    }

    /// Its entries whose drivers are compiled in.
    public func entries(for drivers: [any Driver.Type]) -> [DeviceEntry] {
        entries.filter { entry in drivers.contains { $0.name == entry.driver } }
    }

    /// Something known about a piece of hardware.
    public struct Fact: Sendable, Hashable {
        /// What it is about, such as `driver`.
        public let name: String
        /// What is known.
        public let value: String

        /// Something known.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}

/// Pictures that a camera can give: a size with the highest rate at it.
public struct CaptureMode: Sendable, Hashable {
    /// Pixels across and down.
    public let size: PictureSize
    /// The highest whole frame rate at that size, in frames a second.
    public let rate: Int

    /// A size with its highest rate.
    public init(size: PictureSize, rate: Int) {
        self.size = size
        self.rate = rate
    }
}
