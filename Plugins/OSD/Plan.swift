import BoardDevices
import MediaCore

/// Everything that decides what is written into a picture: while it stays the same, nothing is drawn anew.
struct Plan: Sendable, Hashable {
    /// How and where.
    let settings: OSDSettings
    /// Date and time, to the second; nil where nobody knows them.
    let now: CivilTime?
    /// What the encoder is set to, if that is to be shown.
    let encoder: EncoderSettings?
    /// The picture's size.
    let size: PictureSize
    /// How the picture's pixels lie.
    let layout: PixelLayout

    init(_ settings: OSDSettings, now: CivilTime?, encoder: EncoderSettings?, size: PictureSize, layout: PixelLayout) {
        self.settings = settings
        self.now = now
        self.encoder = settings.resolutionAndBitrate == 0 ? nil : encoder
        self.size = size
        self.layout = layout
    }

    /// The lines of the time's block.
    var timeLines: [String] {
        guard let now else { return [] }
        let text = TimeFormats.text(now, format: settings.timeFormat)
        return [settings.showsWeekday ? "\(text) \(TimeFormats.weekday(now))" : text]
    }

    /// The lines of the title's block: the title, and below it resolution and bit rate.
    var titleLines: [String] {
        var facts: [String] = []
        if let encoder {
            if settings.resolutionAndBitrate & 1 != 0 { facts.append("\(encoder.size)") }
            if settings.resolutionAndBitrate & 2 != 0 { facts.append("\(encoder.bitrate) kbit/s") }
        }
        return [settings.titleText, facts.joined(separator: " ")].filter { !$0.isEmpty }
    }

    /// How letters look.
    var look: Look { Look(settings, pictureHeight: size.height) }
}
