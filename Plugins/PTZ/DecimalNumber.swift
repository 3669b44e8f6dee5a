import GatewayCore

extension Parameter where Value == Double {
    /// A number in a range, with up to three decimals.
    static func decimal(_ name: String, _ range: ClosedRange<Double>, _ summary: String) -> Parameter {
        Parameter(
            name, .numbers("\(decimalText(range.lowerBound))-\(decimalText(range.upperBound))"), summary,
            parse: { text in decimalNumber(text).flatMap { range.contains($0) ? $0 : nil } }, format: decimalText)
    }
}

/// The number that a text such as `-12.5` means: at most four digits before and three after the point.
func decimalNumber(_ text: String) -> Double? {
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let ascii = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy(ascii.contains) }), (1...4).contains(parts[0].count),
        parts.count == 1 || (1...3).contains(parts[1].count)
    else { return nil }
    return Double(text)
}

/// A number rounded to hundredths, without decimals that say nothing.
func decimalText(_ number: Double) -> String {
    let rounded = (number * 100).rounded() / 100
    // There is no way to point to minus zero.
    if rounded == 0 { return "0" }
    let text = "\(rounded)"
    return text.utf8.suffix(2).elementsEqual(".0".utf8) ? String(text.dropLast(2)) : text
}
