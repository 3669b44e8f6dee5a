/// The four bytes that mean something in a frame of Pelco's protocols.
///
/// The first two are switches of the motors, or 0 and a command's number; the others are speeds or a value.
/// Source: Pelco, "D" Protocol Manual and "P" Protocol Manual.
struct PelcoWords: Sendable, Hashable {
    var first: UInt8 = 0
    var second: UInt8 = 0
    var third: UInt8 = 0
    var fourth: UInt8 = 0

    /// A command with a value of 16 bits.
    static func command(_ number: UInt8, _ value: UInt16) -> PelcoWords {
        PelcoWords(first: 0, second: number, third: UInt8(value >> 8), fourth: UInt8(value & 0xff))
    }

    /// The value of an answer.
    var value: UInt16 { UInt16(third) << 8 | UInt16(fourth) }
}

/// How the words of a frame are sent, and which of their bits switch which motor.
enum PelcoProtocol: Sendable, Hashable {
    /// Pelco-D: FF, address, words, sum of all but the first.
    case d(address: UInt8)
    /// Pelco-P: A0, address less one, words, AF, exclusive or of all.
    case p(address: UInt8)

    /// The name in messages.
    var name: String {
        switch self {
        case .d(let address): "the Pelco-D head at address \(address)"
        case .p(let address): "the Pelco-P head at address \(address)"
        }
    }

    /// The bytes of a frame.
    func frame(_ words: PelcoWords) -> [UInt8] {
        switch self {
        case .d(let address):
            let body = [address, words.first, words.second, words.third, words.fourth]
            return [0xff] + body + [body.reduce(0, &+)]
        case .p(let address):
            let body = [0xa0, address &- 1, words.first, words.second, words.third, words.fourth, 0xaf]
            return body + [body.reduce(0, ^)]
        }
    }

    /// The words of a frame that is whole, unharmed and this head's.
    func words(of frame: some Collection<UInt8>) -> PelcoWords? {
        let bytes = Array(frame)
        guard bytes.count == length else { return nil }
        let offset = 2
        let words = PelcoWords(
            first: bytes[offset], second: bytes[offset + 1], third: bytes[offset + 2], fourth: bytes[offset + 3])
        return self.frame(words) == bytes ? words : nil
    }

    /// The first byte of every frame.
    var start: UInt8 {
        switch self {
        case .d: 0xff
        case .p: 0xa0
        }
    }

    /// The bytes of every frame.
    var length: Int {
        switch self {
        case .d: 7
        case .p: 8
        }
    }
}

/// Finds the frames of a head in what comes from the line: bytes may be lost, changed or doubled anywhere.
struct PelcoReader: Sendable {
    private let format: PelcoProtocol
    private var waiting: [UInt8] = []

    /// A reader of one head's frames.
    init(_ format: PelcoProtocol) {
        self.format = format
    }

    /// Forgets what came so far.
    mutating func clear() { waiting.removeAll(keepingCapacity: true) }

    /// The frames that are whole with these bytes.
    mutating func take(_ bytes: [UInt8]) -> [PelcoWords] {
        waiting += bytes
        var found: [PelcoWords] = []
        var start = 0
        while let begin = waiting[start...].firstIndex(of: format.start), waiting.count - begin >= format.length {
            if let words = format.words(of: waiting[begin..<begin + format.length]) {
                found.append(words)
                start = begin + format.length
            } else {
                // Harmed, or no beginning of a frame at all: the next one may lie inside.
                start = begin + 1
            }
        }
        let rest = waiting[start...].firstIndex(of: format.start) ?? waiting.endIndex
        waiting.removeFirst(rest)
        return found
    }
}
