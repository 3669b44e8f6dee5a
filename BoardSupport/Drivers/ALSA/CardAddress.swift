import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where sound goes in or out, as a board file says it.
public struct CardAddress: Sendable, Hashable {
    /// The name of a PCM that libasound knows: `hw:0`, `hw:CARD=Device,DEV=0`, `default`, `file:…`.
    let pcm: String
    /// The card that the name means, by number or identifier; nil where it means none alone.
    let card: String?
    /// The mixer element of the volume; nil takes what fits best.
    let element: String?
    /// Whether the card's mixer is used at all.
    let usesMixer: Bool
    /// Whether libasound may make a rate that the card does not have.
    let resamples: Bool

    /// Reads the keys `device`, `mixer` and `resample`.
    init(from section: ConfigSection) {
        let text = section.text("device") ?? "default"
        if text.isEmpty || text.utf8.count > 512 || text.utf8.contains(where: { $0 < 0x20 }) {
            section.problem("device", "expected the name of a PCM such as hw:0, found \"\(text)\"")
        }
        pcm = text
        card = CardAddress.card(of: text)
        let mixer = section.text("mixer")
        if mixer?.isEmpty == true { section.problem("mixer", "empty; expected the name of an element, or none") }
        usesMixer = mixer != "none"
        element = usesMixer ? mixer : nil
        resamples = section.flag("resample", default: true)
    }

    /// `hw:1,0` means card 1, `plughw:CARD=Device,DEV=0` the card Device.
    private static func card(of pcm: String) -> String? {
        let parts = pcm.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["hw", "plughw", "sysdefault", "front", "dsnoop", "dmix"].contains(String(parts[0])) else {
            return nil
        }
        let arguments = parts[1].split(separator: ",", omittingEmptySubsequences: false)
        let named = arguments.first { $0.hasPrefix("CARD=") }.map { $0.dropFirst(5) }
        guard let card = named ?? arguments.first, !card.isEmpty, !card.utf8.contains(UInt8(ascii: "/")) else { return nil }
        return String(card)
    }

    /// The name of the card's controls.
    var control: String { card.map { "hw:\($0)" } ?? "default" }

    /// Why the card is not there, as far as a look can tell.
    var absence: DeviceFault? {
        guard let card else { return nil }
        let folder = Int(card).map { "/proc/asound/card\($0)" } ?? "/proc/asound/\(card)"
        guard access(folder, F_OK) != 0 else { return nil }
        return DeviceFault(.missing, "\(pcm): there is no sound card \(card)", remedy: "plug it in, or see /proc/asound/cards")
    }
}
