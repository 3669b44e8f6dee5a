import GatewayCore
import MediaCore

/// How day and night are told apart, as `/cgi-bin/day_night` sets it.
struct DayNightSettings: Sendable, Hashable {
    /// Who decides.
    enum Mode: String, Sendable, Hashable, CaseIterable {
        /// The light.
        case auto
        /// It is always day.
        case day
        /// It is always night.
        case night
    }

    /// Who decides.
    var mode = Mode.auto
    /// Percent of light below which it is night.
    var nightLevel = 20
    /// Percent of light above which it is day.
    var dayLevel = 40
    /// Seconds that the light must say so.
    var delay = 5
    /// Whether pictures have no colour at night; without its filter a sensor sees wrong ones.
    var isMonochrome = true

    /// When to change.
    var thresholds: Twilight.Thresholds {
        Twilight.Thresholds(night: nightLevel, day: dayLevel, delay: .seconds(delay))
    }

    static let fields: [Field<DayNightSettings>] = [
        Field(\.mode, .option("mode", "who decides: the light, or always day or night")),
        Field(\.nightLevel, .number("night_level", 1...90, "percent of light below which it is night")),
        Field(\.dayLevel, name: "day_level") { settings in
            .number("day_level", (settings.nightLevel + 5)...95, "percent of light above which it is day")
        },
        Field(\.delay, .number("delay", 1...300, "seconds that the light must say so")),
        Field(\.isMonochrome, .toggle("monochrome", "whether pictures have no colour at night")),
    ]
}
