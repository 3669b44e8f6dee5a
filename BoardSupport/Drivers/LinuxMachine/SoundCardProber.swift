public import BoardDevices

/// Finds sound cards in `/proc/asound`.
public enum SoundCardProber: Prober {
    public static func findings() -> [Finding] { findings(in: KernelTree()) }

    static func findings(in tree: KernelTree) -> [Finding] {
        let streams = tree.lines("/proc/asound/pcm")
        return tree.lines("/proc/asound/cards").compactMap { line -> Finding? in
            // ` 0 [Loopback       ]: Loopback - Loopback`; each is followed by a line that begins with blanks only.
            let parts = line.split(separator: "[", maxSplits: 1)
            guard parts.count == 2, let number = Int(parts[0].filter { !$0.isWhitespace }) else { return nil }
            let rest = parts[1].split(separator: "]", maxSplits: 1)
            guard rest.count == 2, let name = rest[1].split(separator: "- ", maxSplits: 1).last else { return nil }
            let identifier = rest[0].filter { !$0.isWhitespace }
            return Finding(
                kind: "sound-card", path: "hw:\(number)", description: String(name),
                facts: [Finding.Fact("id", identifier)] + facts(of: number, in: streams))
        }
    }

    /// `00-01: Loopback PCM : Loopback PCM : playback 8 : capture 8` is device 1 of card 0.
    private static func facts(of card: Int, in streams: [String]) -> [Finding.Fact] {
        var playback: [String] = []
        var capture: [String] = []
        for line in streams {
            let fields = line.split(separator: ":")
            let place = (fields.first ?? "").split(separator: "-").map { Int($0) }
            guard place.count == 2, place[0] == card, let device = place[1] else { continue }
            for field in fields.dropFirst() {
                let word = field.drop(while: \.isWhitespace)
                if word.hasPrefix("playback ") { playback.append("hw:\(card),\(device)") }
                if word.hasPrefix("capture ") { capture.append("hw:\(card),\(device)") }
            }
        }
        return [("playback", playback), ("capture", capture)].compactMap { name, devices in
            devices.isEmpty ? nil : Finding.Fact(name, devices.joined(separator: " "))
        }
    }
}
