/// The values that a parameter takes, as a fact that can be printed: it makes the fault text and the documentation.
public enum Domain: Sendable, Hashable {
    /// `0` or `1`.
    case toggle
    /// A short list of words.
    case options([String])
    /// Whole numbers from one to another.
    case range(ClosedRange<Int>)
    /// Whole numbers in a form of their own, such as `80,1000-65535`.
    case numbers(String)
    /// A few whole numbers.
    case set([Int])
    /// A long list of words, whose fault does not repeat them.
    case list([String])
    /// Anything else, described in words.
    case text(String)
    /// Anything else, with a fault text of its own.
    case special(String, fault: String)

    /// The `reason` of the fault for a bad value (rulings, section 2).
    public func reason(for name: String) -> String {
        switch self {
        case .toggle: "\(name): 0 or 1"
        case .options(let words): "\(name): \(words.joined(separator: " or "))"
        case .range(let range): "\(name) range: \(range.lowerBound)-\(range.upperBound)"
        case .numbers(let text): "\(name) range: \(text)"
        case .set(let numbers): "\(name) range: \(numbers.map(String.init).joined(separator: ","))"
        case .list, .text: "\(name) error"
        case .special(_, let fault): fault
        }
    }

    /// The values in words, for the documentation.
    public var meaning: String {
        switch self {
        case .toggle: "0 or 1"
        case .options(let words), .list(let words): words.joined(separator: ", ")
        case .range(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .numbers(let text): text
        case .set(let numbers): numbers.map(String.init).joined(separator: ", ")
        case .text(let words), .special(let words, _): words
        }
    }
}

/// A parameter as documentation: what `camgate describe` prints.
public struct ParameterDescription: Sendable, Hashable {
    /// The parameter's name on the wire.
    public let name: String
    /// What it takes.
    public let domain: Domain
    /// What it means, in one line.
    public let summary: String

    /// A documented parameter.
    public init(name: String, domain: Domain, summary: String) {
        self.name = name
        self.domain = domain
        self.summary = summary
    }
}
