/// Packets of VISCA: a header with sender and receiver, what is said, and FF.
///
/// Source: Sony, EVI-D70 and FCB command lists; the ranges of positions differ from head to head and stand in the board file.
enum Visca {
    /// The end of every packet.
    static let terminator: UInt8 = 0xff
    /// The longest packet.
    static let longest = 16

    /// Gives every device on the line its address; the answer counts them.
    static let addressSet: [UInt8] = [0x88, 0x30, 0x01, 0xff]
    /// Has every device forget what it was told.
    static let clear: [UInt8] = [0x88, 0x01, 0x00, 0x01, 0xff]

    /// A packet to a device.
    static func packet(to address: UInt8, _ body: [UInt8]) -> [UInt8] {
        [0x80 | address] + body + [terminator]
    }

    /// Gives up the command in a socket.
    static func cancel(_ socket: UInt8) -> [UInt8] { [0x20 | socket] }

    /// A number in `count` bytes of four bits each, the highest first.
    static func nibbles(_ value: Int, _ count: Int = 4) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (4 * $0)) & 0x0f }
    }

    /// The number in bytes of four bits each; nil if one has more.
    static func number(_ nibbles: some Sequence<UInt8>) -> Int? {
        nibbles.reduce(Int?.some(0)) { value, nibble in nibble < 0x10 ? value.map { $0 << 4 | Int(nibble) } : nil }
    }

    /// The signed number of 16 bits in four bytes of four bits each.
    static func signed(_ nibbles: some Sequence<UInt8>) -> Int? {
        number(nibbles).map { Int(Int16(truncatingIfNeeded: $0)) }
    }
}

/// What a device says.
enum ViscaReply: Sendable, Hashable {
    /// A command was taken, into a socket.
    case taken(UInt8)
    /// The command in a socket has been done (0: it had none).
    case done(UInt8)
    /// The answer to a question.
    case answer([UInt8])
    /// A command was refused or given up.
    case refused(UInt8, socket: UInt8)
    /// A broadcast that came round: addresses, or clear.
    case broadcast([UInt8])

    /// The first address that is free on the line, as its devices counted; nil if this says something else.
    var nextAddress: UInt8? {
        guard case .broadcast(let body) = self, body.count == 2, body[0] == 0x30 else { return nil }
        return body[1]
    }

    /// Whether it is something that all devices were told.
    var isBroadcast: Bool {
        if case .broadcast = self { true } else { false }
    }

    /// The command's buffer is full: two are under way.
    static let isFull: UInt8 = 0x03
    /// The command was given up, as it was told.
    static let isCancelled: UInt8 = 0x04
    /// There is nothing to give up.
    static let isNoSocket: UInt8 = 0x05
    /// The device cannot do it now.
    static let isNotNow: UInt8 = 0x41

    /// What a packet from a device means; nil if it is another's, or harmed.
    init?(_ packet: [UInt8], from address: UInt8) {
        guard packet.count >= 3, packet.last == Visca.terminator else { return nil }
        let body = Array(packet[1..<packet.count - 1])
        if packet[0] == 0x88 {
            self = .broadcast(body)
            return
        }
        guard packet[0] == 0x80 | address << 4 else { return nil }
        let socket = body[0] & 0x0f
        switch (body[0] & 0xf0, body.count) {
        case (0x40, 1): self = .taken(socket)
        case (0x50, 1): self = .done(socket)
        case (0x50, 2...): self = .answer(Array(body.dropFirst()))
        case (0x60, 2): self = .refused(body[1], socket: socket)
        default: return nil
        }
    }
}

/// Finds packets in what comes from the line: bytes may be lost, changed or doubled anywhere.
struct ViscaReader: Sendable {
    private let address: UInt8
    private var waiting: [UInt8] = []

    /// A reader of what one device says.
    init(address: UInt8) {
        self.address = address
    }

    /// Forgets what came so far.
    mutating func clear() { waiting.removeAll(keepingCapacity: true) }

    /// What is whole with these bytes.
    mutating func take(_ bytes: [UInt8]) -> [ViscaReply] {
        var found: [ViscaReply] = []
        for byte in bytes {
            // Only the first and the last byte of a packet are above 7F: what stands before a header is the rest of a harmed one.
            if byte > 0x7f, byte != Visca.terminator { waiting.removeAll(keepingCapacity: true) }
            waiting.append(byte)
            if byte == Visca.terminator {
                if let reply = ViscaReply(waiting, from: address) { found.append(reply) }
                waiting.removeAll(keepingCapacity: true)
            } else if waiting.count >= Visca.longest {
                waiting.removeAll(keepingCapacity: true)
            }
        }
        return found
    }
}
