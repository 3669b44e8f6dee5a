import GatewayCore

/// The presets that the head visits in turn while nobody wants it, as `/cgi-bin/ptz_tour` sets it.
struct Tour: Sendable, Hashable {
    /// A preset and how long the head stays there.
    struct Stop: Sendable, Hashable {
        let preset: Int
        /// Seconds.
        let dwell: Int
    }

    /// Whether the tour runs.
    var isEnabled = false
    /// In the order of the visit.
    var stops: [Stop] = []
    /// Of the head, 1 to 10.
    var speed = 5
    /// Seconds that operators must leave the head alone before the tour goes on; 0 for never.
    var resume = 60

    static let fields: [Field<Tour>] = [
        Field(\.isEnabled, .toggle("enable", "whether the tour runs")),
        Field(\.stops, name: "stops", isConsistent: { !$0.isEnabled || !$0.stops.isEmpty }) { _ in stops },
        Field(\.speed, .number("speed", 1...10, "of the head")),
        Field(\.resume, .number("resume", 0...86_400, "seconds without an operator before the tour goes on; 0 for never")),
    ]

    private static let stops = Parameter<[Stop]>(
        "stops", .text("PRESET:SECONDS,… with 1 to 32 presets of 1 to 255 and 1 to 3600 s"),
        "the presets in turn, and how long the head stays at each",
        parse: { text in
            if text.isEmpty { return [] }
            let words = text.split(separator: ",", omittingEmptySubsequences: false)
            let stops = words.prefix(33).compactMap { Stop(String($0)) }
            return words.count <= 32 && stops.count == words.count ? stops : nil
        }, format: { $0.map { "\($0.preset):\($0.dwell)" }.joined(separator: ",") })
}

extension Tour.Stop {
    /// The stop that a text such as `3:10` means.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let preset = wholeNumber(String(Substring(parts[0])), in: Presets.numbers),
            let dwell = wholeNumber(String(Substring(parts[1])), in: 1...3_600)
        else { return nil }
        self.init(preset: preset, dwell: dwell)
    }
}

/// Where the head waits while nobody wants it, as `/cgi-bin/ptz_park` sets it.
struct Park: Sendable, Hashable {
    /// What is done.
    enum Action: String, Sendable, CaseIterable {
        /// To a preset.
        case preset
        /// To the mechanism's reference.
        case home
    }

    /// Whether the head parks at all.
    var isEnabled = false
    /// What is done.
    var action = Action.preset
    /// The preset.
    var preset = 1
    /// Seconds that operators must leave the head alone.
    var delay = 300

    static let fields: [Field<Park>] = [
        Field(\.isEnabled, .toggle("enable", "whether the head parks")),
        Field(\.action, .option("action", "where to: a preset, or the mechanism's reference")),
        Field(\.preset, .number("preset", Presets.numbers, "the preset")),
        Field(\.delay, .number("delay", 5...86_400, "seconds without an operator before the head parks")),
    ]
}
