/// The time zones of the CGI document (section 3.8), by name; `GMT+08:00` is eight hours east of Greenwich.
enum TimeZones {
    /// In the order of the document.
    static let names = [
        "GMT+00:00", "GMT+01:00", "GMT+02:00", "GMT+03:00", "GMT+03:30", "GMT+04:00", "GMT+04:30", "GMT+05:00",
        "GMT+05:30", "GMT+05:45", "GMT+06:00", "GMT+06:30", "GMT+07:00", "GMT+08:00", "GMT+09:00", "GMT+09:30",
        "GMT+10:00", "GMT+11:00", "GMT+12:00", "GMT+13:00", "GMT-01:00", "GMT-02:00", "GMT-03:00", "GMT-03:30",
        "GMT-04:00", "GMT-04:30", "GMT-05:00", "GMT-06:00", "GMT-07:00", "GMT-08:00", "GMT-09:00", "GMT-10:00",
        "GMT-11:00", "GMT-12:00",
    ]

    /// Seconds east of Greenwich.
    static func offset(of name: String) -> Int64 {
        let digits = Array(name.utf8.dropFirst(4)).filter { $0 != UInt8(ascii: ":") }.map { Int64($0) - 48 }
        guard digits.count == 4 else { return 0 }
        let seconds = (digits[0] * 10 + digits[1]) * 3_600 + (digits[2] * 10 + digits[3]) * 60
        return name.utf8.dropFirst(3).first == UInt8(ascii: "-") ? -seconds : seconds
    }
}
