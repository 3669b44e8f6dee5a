import BoardDevices
import CALSA

/// An element of a card's mixer that sets a volume, lent while the mixer is open.
struct MixerElement {
    /// Elements that usually are what is wanted, best first.
    private static let usual: [SoundDirection: [String]] = [
        .capture: ["Mic", "Capture", "Internal Mic", "Headset Mic", "Mic Boost", "Line", "ADC", "Digital"],
        .playback: ["Master", "Speaker", "PCM", "Headphone", "Line Out", "DAC", "Digital"],
    ]
    /// Where an element can be muted by its volume, what is 60 dB below its loudest is as good as silent. In hundredths of dB.
    private static let span = 6_000

    private let element: OpaquePointer
    private let direction: SoundDirection
    private let name: String

    /// Opens the mixer of a card and lends the element of the volume.
    ///
    /// - Returns: false where the card has no mixer, or no element of its own choice fits.
    /// - Throws: what the body throws, and `missing` for an element that the board file names and the card does not have.
    static func withElement(
        of address: CardAddress, _ direction: SoundDirection, _ body: (MixerElement) throws(DeviceFault) -> Void
    ) throws(DeviceFault) -> Bool {
        camgate_alsa_silence()
        var opened: OpaquePointer?
        guard snd_mixer_open(&opened, 0) >= 0, let mixer = opened else { throw DeviceFault(.failed, "out of memory") }
        defer { snd_mixer_close(mixer) }
        var found: MixerElement?
        if snd_mixer_attach(mixer, address.control) >= 0, snd_mixer_selem_register(mixer, nil, nil) >= 0,
            snd_mixer_load(mixer) >= 0
        {
            found = best(elements(of: mixer, direction), address.element)
        }
        guard let found else {
            guard let wanted = address.element else { return false }
            throw DeviceFault(
                .missing, "\(address.control) has no mixer element \(wanted)", remedy: "see amixer -D \(address.control)")
        }
        try body(found)
        return true
    }

    private static func elements(of mixer: OpaquePointer, _ direction: SoundDirection) -> [MixerElement] {
        var elements: [MixerElement] = []
        var next = snd_mixer_first_elem(mixer)
        while let element = next {
            let hasVolume =
                direction == .capture
                ? snd_mixer_selem_has_capture_volume(element) : snd_mixer_selem_has_playback_volume(element)
            if hasVolume != 0, let name = snd_mixer_selem_get_name(element) {
                elements.append(MixerElement(element: element, direction: direction, name: String(cString: name)))
            }
            next = snd_mixer_elem_next(element)
        }
        return elements
    }

    private static func best(_ elements: [MixerElement], _ wanted: String?) -> MixerElement? {
        if let wanted { return elements.first { $0.name == wanted } }
        for name in elements.first.map({ usual[$0.direction] ?? [] }) ?? [] {
            if let element = elements.first(where: { $0.name == name }) { return element }
        }
        return elements.first
    }

    /// Sets the volume to percent of the element's range in dB, or of its steps where it tells no dB, and unmutes it.
    func set(_ percent: Int) throws(DeviceFault) {
        var (lowest, highest) = (0, 0)
        var status: Int32
        if direction == .capture {
            status = snd_mixer_selem_get_capture_dB_range(element, &lowest, &highest)
        } else {
            status = snd_mixer_selem_get_playback_dB_range(element, &lowest, &highest)
        }
        if status >= 0, highest > lowest {
            lowest = max(lowest, highest - MixerElement.span)
            let level = place(percent, lowest, highest)
            status =
                direction == .capture
                ? snd_mixer_selem_set_capture_dB_all(element, level, 0)
                : snd_mixer_selem_set_playback_dB_all(element, level, 0)
        } else {
            if direction == .capture {
                snd_mixer_selem_get_capture_volume_range(element, &lowest, &highest)
            } else {
                snd_mixer_selem_get_playback_volume_range(element, &lowest, &highest)
            }
            let level = place(percent, lowest, highest)
            status =
                direction == .capture
                ? snd_mixer_selem_set_capture_volume_all(element, level)
                : snd_mixer_selem_set_playback_volume_all(element, level)
        }
        guard status >= 0 else { throw DeviceFault(alsa: status, "mixer element \(name)") }
        if direction == .capture, snd_mixer_selem_has_capture_switch(element) != 0 {
            snd_mixer_selem_set_capture_switch_all(element, 1)
        }
        if direction == .playback, snd_mixer_selem_has_playback_switch(element) != 0 {
            snd_mixer_selem_set_playback_switch_all(element, 1)
        }
    }

    private func place(_ percent: Int, _ lowest: Int, _ highest: Int) -> Int {
        lowest + (highest - lowest) * (percent - 1) / 99
    }
}
