import MediaCore
import Testing

@Suite("Civil time")
struct CivilTimeTests {
    @Test(
        "known moments have the date that calendars give them",
        arguments: [
            (Int64(0), "1970-01-01 00:00:00", 4), (951_782_400, "2000-02-29 00:00:00", 2),
            (1_000_000_000, "2001-09-09 01:46:40", 0), (1_512_000_000, "2017-11-30 00:00:00", 4),
            (2_147_483_648, "2038-01-19 03:14:08", 2), (4_102_444_799, "2099-12-31 23:59:59", 4),
            (4_107_542_400, "2100-03-01 00:00:00", 1), (-1, "1969-12-31 23:59:59", 3),
            (-86_401, "1969-12-30 23:59:59", 2),
        ])
    func knownMoments(_ seconds: Int64, _ text: String, _ weekday: Int) {
        let time = CivilTime(secondsSince1970: seconds)
        #expect(time.iso == text)
        #expect(time.weekday == weekday)
        #expect(time.secondsSince1970 == seconds)
    }

    @Test("every day from 1970 to 2099 follows the one before and comes back as the same second")
    func everyDay() {
        var expected = (year: 1970, month: 1, day: 1, weekday: 4)
        var days: Int64 = 0
        while expected.year < 2100 {
            let noon = CivilTime(secondsSince1970: days * 86_400 + 43_200)
            let isRight =
                noon.year == expected.year && noon.month == expected.month && noon.day == expected.day
                && noon.weekday == expected.weekday && noon.secondsSince1970 == days * 86_400 + 43_200
            if !isRight {
                Issue.record("day \(days) is \(noon.iso), expected \(expected)")
                return
            }
            days += 1
            expected.weekday = (expected.weekday + 1) % 7
            expected.day += 1
            if expected.day > lengthOfMonth(expected.month, expected.year) {
                (expected.day, expected.month) = (1, expected.month + 1)
            }
            if expected.month > 12 { (expected.month, expected.year) = (1, expected.year + 1) }
        }
        #expect(days == 47_482)
    }

    @Test("February has 29 days in leap years only, and 1900 and 2100 are none")
    func leapYears() {
        let lengths = [1900, 1996, 2000, 2023, 2024, 2100].map { CivilTime.days(inMonth: 2, year: $0) }
        #expect(lengths == [28, 29, 29, 28, 29, 28])
        #expect((1...12).map { CivilTime.days(inMonth: $0, year: 2026) }.reduce(0, +) == 365)
    }

    @Test("numbers are padded but never cut")
    func padding() {
        #expect(padded(7, 2) == "07")
        #expect(padded(2026, 2) == "2026")
    }

    private func lengthOfMonth(_ month: Int, _ year: Int) -> Int {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 && isLeap ? 29 : lengths[month - 1]
    }
}
