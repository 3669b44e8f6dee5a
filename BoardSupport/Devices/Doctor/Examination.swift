import MediaCore

/// What the examination of one device in one role brings to light.
public struct Examination: Sendable {
    /// What the board's streams will ask of a camera.
    public let wish: CaptureWish
    /// How long a device may take for its first answer.
    public let patience: Duration
    /// What was found, such as `10 frames of 640x480 at 25.0/s`.
    public private(set) var found: [String] = []
    /// What is wrong.
    public private(set) var faults: [DeviceFault] = []
    /// What works and still deserves a look.
    public private(set) var advice: [String] = []

    /// An examination that has not begun.
    public init(wish: CaptureWish, patience: Duration) {
        self.wish = wish
        self.patience = patience
    }

    /// Notes what was found.
    public mutating func note(_ text: String) { found.append(text) }

    /// Notes what is wrong.
    public mutating func complain(_ fault: DeviceFault) { faults.append(fault) }

    /// Notes what deserves a look.
    public mutating func advise(_ text: String) { advice.append(text) }
}
