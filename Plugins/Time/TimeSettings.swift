import BoardDevices
import GatewayCore
import MediaCore

/// What `/cgi-bin/time` holds (CGI section 3.8 and its ruling), and the date that one request may set the clock to.
struct TimeSettings: Sendable, Hashable {
    /// A way to keep the clock right.
    enum Method: String, CaseIterable {
        case manual = "MANUAL"
        case ntp = "NTP"
        case peer = "P2P"
    }

    var timezone = "GMT+08:00"
    /// As it was sent: the document writes `ntp` in one place and `NTP` in another.
    var updateMethod = "ntp"
    var server = "pool.ntp.org"
    var port = 123

    /// The date of one request.
    var year: Int?
    var month: Int?
    var day: Int?
    var hour: Int?
    var minute: Int?
    var second: Int?
    /// Whether the request has any part of a date.
    var hasDate = false
    /// Whether the method was MANUAL before the request. What is loaded at start is no request and needs no date.
    var wasManual = true

    var method: Method {
        Method.allCases.first { $0.rawValue.hasSameBytesIgnoringCase(as: updateMethod) } ?? .ntp
    }

    var synchronisation: ClockSynchronisation {
        method == .ntp ? .ntp(server: server, port: port) : .none
    }

    /// The date to set the clock to, if all of it was sent.
    var date: CivilTime? {
        guard method == .manual, let year, let month, let day, let hour, let minute, let second else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// Begins a request.
    mutating func begin(_ query: Query) {
        wasManual = method == .manual
        hasDate = ["year", "month", "day", "hour", "min", "sec"].contains(where: query.has)
    }

    private var needsDate: Bool { method == .manual && (hasDate || !wasManual) }

    private var hasRealDay: Bool {
        guard let year, let month, let day else { return true }
        return day <= CivilTime.days(inMonth: month, year: year)
    }

    static let fields: [Field<TimeSettings>] = [
        Field(\.timezone, .listed("timezone", TimeZones.names, "time zone")),
        Field(
            \.updateMethod, name: "update_method", isConsistent: { !$0.hasDate || $0.method == .manual },
            parameter: { _ in
                .text("update_method", "MANUAL, NTP, P2P", "how the clock is kept right") { text in
                    Method.allCases.contains { $0.rawValue.hasSameBytesIgnoringCase(as: text) }
                }
            }),
        part(\.year, "year", 1970...2099),
        part(\.month, "month", 1...12),
        Field(
            transient: \.day, datePart("day", 1...31),
            isValid: { !$0.needsDate || ($0.day != nil && $0.hasRealDay) }),
        part(\.hour, "hour", 0...23),
        part(\.minute, "min", 0...59),
        part(\.second, "sec", 0...59),
        Field(\.server, .text("ntpaddr", "a host name or address", "NTP server", isValid: isServerAddress)),
        Field(\.port, .number("port", 1...65_535, "UDP port of the NTP server")),
    ]

    private static func part(
        _ property: any WritableKeyPath<TimeSettings, Int?> & Sendable, _ name: String, _ range: ClosedRange<Int>
    ) -> Field<TimeSettings> {
        Field(
            transient: property, datePart(name, range),
            isValid: { !$0.needsDate || $0[keyPath: property] != nil })
    }

    /// A part of a date; its fault is `NAME error`.
    private static func datePart(_ name: String, _ range: ClosedRange<Int>) -> Parameter<Int> {
        Parameter(
            name, .text("\(range.lowerBound) to \(range.upperBound)"), "local date and time to set, with MANUAL",
            parse: { wholeNumber($0, in: range) }, format: { "\($0)" })
    }
}
