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
            let playback = devices(of: number, "playback", in: streams)
            let capture = devices(of: number, "capture", in: streams)
            let facts = [("playback", playback), ("capture", capture)].compactMap { name, devices in
                let paths = devices.map { "hw:\(number),\($0)" }
                return paths.isEmpty ? nil : Finding.Fact(name, paths.joined(separator: " "))
            }
            // The number of a card is another one when it is plugged in again; its name is not.
            func entry(_ name: String, _ driver: String, _ devices: [Int]) -> DeviceEntry? {
                devices.first.map { device in
                    DeviceEntry(
                        name: name, driver: driver, roles: [name],
                        keys: [Finding.Fact("device", "hw:CARD=\(identifier),DEV=\(device)")])
                }
            }
            let entries = [entry("microphone", "alsa-capture", capture), entry("speaker", "alsa-playback", playback)]
            return Finding(
                kind: "sound-card", path: "hw:\(number)", description: String(name),
                facts: [Finding.Fact("id", identifier)] + facts, entries: entries.compactMap { $0 })
        }
    }

    /// `00-01: Loopback PCM : Loopback PCM : playback 8 : capture 8` is device 1 of card 0.
    private static func devices(of card: Int, _ direction: String, in streams: [String]) -> [Int] {
        streams.compactMap { line -> Int? in
            let fields = line.split(separator: ":")
            let place = (fields.first ?? "").split(separator: "-").map { Int($0.filter { !$0.isWhitespace }) }
            guard place.count == 2, place[0] == card, let device = place[1] else { return nil }
            let isThere = fields.dropFirst().contains { $0.drop(while: \.isWhitespace).hasPrefix("\(direction) ") }
            return isThere ? device : nil
        }
    }
}
