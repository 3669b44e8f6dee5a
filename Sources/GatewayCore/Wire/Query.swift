/// The parameters of a request, decoded and in order. Interfaces never see it raw: they read it through ``Parameter``s.
public struct Query: Sendable {
    struct Item: Sendable {
        let name: String
        let value: String
    }

    private(set) var items: [Item] = []

    /// Parameters that every interface ignores: cache busters (ruling 1.3).
    static let ignored = ["timestamp", "_"]

    /// No parameters.
    public init() {}

    /// Decodes the query of a URL or, with `isForm`, a form body (where `+` is a space except in `timezone`, 1.8).
    ///
    /// - Returns: nil if it cannot be percent-decoded to valid UTF-8, holds a NUL, or names a parameter twice (1.2).
    public init?(decoding bytes: some Collection<UInt8>, isForm: Bool = false) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, let name = Query.decode(first, plusIsSpace: isForm) else { return nil }
            let plusIsSpace = isForm && name != "timezone"
            guard let value = parts.count > 1 ? Query.decode(parts[1], plusIsSpace: plusIsSpace) : "" else { return nil }
            guard !has(name) else { return nil }
            items.append(Item(name: name, value: value))
        }
    }

    /// Both queries together; nil if they share a parameter.
    public func merged(with other: Query) -> Query? {
        guard !other.items.contains(where: { has($0.name) }) else { return nil }
        var merged = self
        merged.items += other.items
        return merged
    }

    /// Whether there are no parameters at all.
    public var isEmpty: Bool { items.isEmpty }

    /// Whether the parameter was sent.
    public func has(_ name: String) -> Bool {
        items.contains { $0.name.hasSameBytes(as: name) }
    }

    /// The parameter's value as it was sent, or nil.
    func value(_ name: String) -> String? {
        items.first { $0.name.hasSameBytes(as: name) }?.value
    }

    /// The names of the parameters that say something to an interface: all but `uid` and the ignored ones.
    public var meaningfulNames: [String] {
        items.map(\.name).filter { name in
            !name.hasSameBytes(as: "uid") && !Query.ignored.contains { $0.hasSameBytes(as: name) }
        }
    }

    private static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                    return nil
                }
                out.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: out.append(UInt8(ascii: " "))
            default: out.append(byte)
            }
        }
        guard !out.contains(0) else { return nil }
        return String(validating: out, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension String {
    /// Equality of the bytes. `==` holds canonically equivalent texts for the same, which protocol text is not.
    public func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }

    /// Equality of the bytes but for the case of ASCII letters.
    public func hasSameBytesIgnoringCase(as other: String) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        return utf8.lazy.map(lower).elementsEqual(other.utf8.lazy.map(lower))
    }
}
