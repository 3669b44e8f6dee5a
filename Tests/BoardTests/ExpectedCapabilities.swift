import BoardDevices

/// A board's `capabilities.expected`: what a gateway makes of it, and the camera that this holds for.
///
/// A line `# camera: 720P at 12, VGA at 25` says what that camera gives; without one it reaches all limits of the board file.
struct ExpectedCapabilities {
    /// The lines that a portrait must have.
    let lines: [String]
    /// What the camera gives; empty where it reaches everything.
    let camera: [CaptureMode]

    init(board: String) {
        let all = Places.text("BoardSupport/Boards/\(board)/capabilities.expected").split(separator: "\n").map(String.init)
        lines = all.filter { !$0.hasPrefix("#") }
        camera = all.filter { $0.hasPrefix("# camera: ") }.flatMap { line in
            line.dropFirst("# camera: ".count).split(separator: ", ").compactMap { mode -> CaptureMode? in
                let parts = mode.split(separator: " ")
                guard parts.count == 3, let size = Resolution.size(named: String(parts[0])), let rate = Int(parts[2]) else {
                    return nil
                }
                return CaptureMode(size: size, rate: rate)
            }
        }
    }
}
