import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A place in an expected reply that the case cannot know: `{any}`, `{token}`, `{=name}`, `{about DATE}`, `{now OFFSET}`.
enum Wildcard {
    /// Any text.
    case any
    /// An opaque token: letters and digits, at least 22 of them (128 bits).
    case token
    /// Any text, remembered under a name.
    case capture(String)
    /// A date and time at most a minute after the one given.
    case about(String)
    /// The host's date and time, so many hours east of Greenwich, give or take a minute.
    case now(Int)

    init?(_ name: String) {
        if name == "any" {
            self = .any
        } else if name == "token" {
            self = .token
        } else if name.hasPrefix("=") {
            self = .capture(String(name.dropFirst()))
        } else if name.hasPrefix("about ") {
            self = .about(String(name.dropFirst(6)))
        } else if name.hasPrefix("now "), let hours = Int(name.dropFirst(4)) {
            self = .now(hours)
        } else {
            return nil
        }
    }

    /// Whether a text can stand in the place.
    func takes(_ text: String, _ bindings: inout Bindings) -> Bool {
        switch self {
        case .any: return true
        case .token:
            return text.utf8.count >= 22
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
        case .capture(let name):
            bindings[name] = text
            return true
        case .about(let date):
            guard let wanted = Wildcard.seconds(date), let found = Wildcard.seconds(text) else { return false }
            return (wanted...wanted + 60).contains(found)
        case .now(let hours):
            guard let found = Wildcard.seconds(text) else { return false }
            return abs(Int64(time(nil)) + Int64(hours) * 3_600 - found) <= 60
        }
    }

    /// Seconds from 1970 to a date as `2017-11-30 08:00:00`, nil if it is not written so.
    private static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 19, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x20, bytes[13] == 0x3A,
            bytes[16] == 0x3A
        else { return nil }
        func number(_ range: Range<Int>) -> Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
            .secondsSince1970
    }
}
