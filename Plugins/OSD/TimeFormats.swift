import GatewayCore
import MediaCore

/// The nine ways to write date and time (CGI section 3.13).
enum TimeFormats {
    /// As replies carry them; requests have `_` or a space in the middle.
    static let all = [
        "yyyy-mm-dd hh:mm:ss", "yyyy/mm/dd hh:mm:ss", "yy-mm-dd hh:mm:ss", "yy/mm/dd hh:mm:ss", "hh:mm:ss dd/mm/yyyy",
        "hh:mm:ss dd-mm-yyyy", "hh:mm:ss mm/dd/yyyy", "mm/dd/yyyy hh:mm:ss", "mm-dd-yyyy hh:mm:ss",
    ]

    static let parameter = Parameter<String>(
        "time_format", .list(all.map(underscored)), "how date and time are written",
        parse: { text in all.first { $0.hasSameBytes(as: text) || underscored($0).hasSameBytes(as: text) } },
        format: { $0 })

    /// A date and time in a format.
    static func text(_ time: CivilTime, format: String) -> String {
        let clock = [time.hour, time.minute, time.second].map { padded($0, 2) }.joined(separator: ":")
        let parts = format.split(separator: " ").map { part in
            part.hasPrefix("hh") ? clock : date(time, format: String(part))
        }
        return parts.joined(separator: " ")
    }

    /// The day of the week, in three letters.
    static func weekday(_ time: CivilTime) -> String {
        ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"][time.weekday]
    }

    private static func date(_ time: CivilTime, format: String) -> String {
        let separator = format.contains("/") ? "/" : "-"
        let parts = format.split(separator: Character(separator)).map { part in
            switch part {
            case "yyyy": padded(time.year, 4)
            case "yy": padded(time.year % 100, 2)
            case "mm": padded(time.month, 2)
            default: padded(time.day, 2)
            }
        }
        return parts.joined(separator: separator)
    }

    private static func underscored(_ format: String) -> String {
        format.split(separator: " ").joined(separator: "_")
    }
}
