/// How the CGI's values of a picture property map to a control of the camera.
struct ControlScale: Sendable, Hashable {
    /// The control's number in V4L2.
    let id: UInt32
    /// What it can be set to.
    let range: ClosedRange<Int>
    /// Distance between two values.
    let step: Int
    /// Its neutral value.
    let neutral: Int

    /// A scale; nil where the camera's numbers make no sense or leave no choice.
    init?(id: UInt32, minimum: Int, maximum: Int, step: Int, neutral: Int) {
        guard minimum < maximum else { return nil }
        self.id = id
        range = minimum...maximum
        self.step = max(1, step)
        self.neutral = min(max(neutral, minimum), maximum)
    }

    /// The control's value for 0 to 255: 0 is its minimum, 128 its neutral value, 255 its maximum, linear on both sides.
    func value(for level: UInt8) -> Int32 {
        let level = Int(level)
        let (low, high) = (range.lowerBound, range.upperBound)
        let exact =
            level <= 128
            ? low + ((neutral - low) * level + 64) / 128 : neutral + ((high - neutral) * (level - 128) + 63) / 127
        // The neutral value counts even where the steps miss it.
        if level == 128 { return Int32(clamping: neutral) }
        let stepped = low + (exact - low + step / 2) / step * step
        return Int32(clamping: stepped <= high ? stepped : stepped - step)
    }
}
