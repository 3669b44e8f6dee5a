/// One parameter of an interface, declared once: it parses, validates, makes the fault text, prints values and documents itself.
public struct Parameter<Value: Sendable>: Sendable {
    /// The name on the wire.
    public let name: String
    /// What it takes.
    public let domain: Domain
    /// What it means, in one line.
    public let summary: String
    /// The value that a text means, or nil if it means none.
    public let parse: @Sendable (String) -> Value?
    /// The text of a value, as replies carry it.
    public let format: @Sendable (Value) -> String

    /// A parameter with a form of its own; the common forms have constructors.
    public init(
        _ name: String, _ domain: Domain, _ summary: String, parse: @escaping @Sendable (String) -> Value?,
        format: @escaping @Sendable (Value) -> String
    ) {
        self.name = name
        self.domain = domain
        self.summary = summary
        self.parse = parse
        self.format = format
    }

    /// The fault for a bad value.
    public var fault: Fault { Fault(domain.reason(for: name)) }

    /// The documentation.
    public var description: ParameterDescription {
        ParameterDescription(name: name, domain: domain, summary: summary)
    }

    /// The value sent, or nil if the parameter was not sent.
    ///
    /// - Throws: the parameter's fault for a value outside its domain.
    public func value(in query: Query) throws(Fault) -> Value? {
        guard let text = query.value(name) else { return nil }
        guard let value = parse(text) else { throw fault }
        return value
    }

    /// The value sent; a missing one is as bad as a wrong one.
    public func required(in query: Query) throws(Fault) -> Value {
        guard let value = try value(in: query) else { throw fault }
        return value
    }
}

extension Parameter where Value == Bool {
    /// A switch: `0` or `1`.
    public static func toggle(_ name: String, _ summary: String) -> Parameter {
        Parameter(name, .toggle, summary, parse: { $0 == "0" ? false : $0 == "1" ? true : nil }, format: { $0 ? "1" : "0" })
    }
}

extension Parameter where Value == Int {
    /// A whole number in a range.
    public static func number(_ name: String, _ range: ClosedRange<Int>, _ summary: String) -> Parameter {
        Parameter(name, .range(range), summary, parse: { wholeNumber($0, in: range) }, format: { "\($0)" })
    }

    /// A few whole numbers whose fault lists them with commas (`move_x range: -1,0,1`).
    public static func set(_ name: String, _ numbers: [Int], _ summary: String) -> Parameter {
        Parameter(
            name, .set(numbers), summary,
            parse: { text in wholeNumber(text, in: Int.min...Int.max).flatMap { numbers.contains($0) ? $0 : nil } },
            format: { "\($0)" })
    }

    /// A few whole numbers whose fault lists them with `or` (`color: 0 or 1 or 2 or 3`).
    public static func choice(_ name: String, _ range: ClosedRange<Int>, _ summary: String) -> Parameter {
        Parameter(
            name, .options(range.map(String.init)), summary,
            parse: { text in text.utf8.count == 1 ? wholeNumber(text, in: range) : nil }, format: { "\($0)" })
    }
}

extension Parameter where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of an enumeration's words.
    public static func option(_ name: String, _ summary: String) -> Parameter {
        Parameter(
            name, .options(Value.allCases.map(\.rawValue)), summary,
            parse: { text in Value.allCases.first { $0.rawValue.hasSameBytes(as: text) } }, format: { $0.rawValue })
    }
}

extension Parameter where Value == String {
    /// One word of a list that another interface gives (`resolution error`).
    public static func listed(_ name: String, _ words: [String], _ summary: String) -> Parameter {
        Parameter(
            name, .list(words), summary,
            parse: { text in words.first { $0.hasSameBytes(as: text) } }, format: { $0 })
    }

    /// A text in a form that `isValid` decides.
    public static func text(
        _ name: String, _ meaning: String, _ summary: String, isValid: @escaping @Sendable (String) -> Bool
    ) -> Parameter {
        Parameter(name, .text(meaning), summary, parse: { isValid($0) ? $0 : nil }, format: { $0 })
    }
}

/// The number that a text of digits (with a leading minus, at most 10 digits) means, if it lies in the range.
public func wholeNumber(_ text: String, in range: ClosedRange<Int>) -> Int? {
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
    let ascii = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard (1...10).contains(digits.count), digits.allSatisfy({ ascii.contains($0) }), let number = Int(text) else {
        return nil
    }
    return range.contains(number) ? number : nil
}
