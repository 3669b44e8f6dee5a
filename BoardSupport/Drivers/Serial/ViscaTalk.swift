import BoardDevices
import MediaCore
import Synchronization

/// A conversation with one VISCA device: a command waits until it is taken, a question until it is answered; what is lost is said again.
final class ViscaTalk: Sendable {
    /// Whether a command starts a motion that a later one may have to give up.
    enum Kind {
        case motion, other
    }

    private let line: SerialLine
    /// The device's place on the line.
    let address: UInt8
    private let reader: Mutex<ViscaReader>
    /// The socket of the motion under way.
    private let socket = Mutex<UInt8?>(nil)
    /// How many answers to stops may still come; they are nobody's.
    private let strays = Atomic(0)

    /// A conversation over a line.
    init(_ line: SerialLine, address: UInt8) {
        self.line = line
        self.address = address
        reader = Mutex(ViscaReader(address: address))
    }

    /// The device in messages.
    var name: String { "the VISCA device at address \(address)" }

    /// Gives the devices on the line their addresses and has them forget what they were told.
    ///
    /// - Throws: `missing` if nothing at this address answers.
    func begin() throws(DeviceFault) {
        try reader.withLock { reader throws(DeviceFault) in
            let next: UInt8? = try exchange(Visca.addressSet, &reader) { reply in reply.nextAddress }
            guard let next else {
                throw DeviceFault(
                    .missing, line.silence(name).message, remedy: "look at its power, its wires, its address and its bit rate")
            }
            guard next > address else {
                throw DeviceFault(
                    .missing, "\(line.settings.path): the line has \(Int(next) - 1) VISCA devices, none at address \(address)",
                    remedy: "correct the address in the board file")
            }
            // Not every device says that it has forgotten.
            try line.write(Visca.clear)
            let _: Bool? = try heard(until: .now + .milliseconds(50), &reader) { reply in reply.isBroadcast ? true : nil }
        }
    }

    /// Has the device do something.
    func command(_ body: [UInt8], _ kind: Kind = .other, if isValid: Permit = { true }) throws(DeviceFault) {
        try reader.withLock { reader throws(DeviceFault) in
            for _ in 0..<line.settings.tries where try isOver(body, kind, isValid, &reader) { return }
            throw line.silence(name)
        }
    }

    /// Says a command once.
    ///
    /// - Returns: whether the device took it, or it is not wanted any more.
    private func isOver(
        _ body: [UInt8], _ kind: Kind, _ isValid: Permit, _ reader: inout ViscaReader
    ) throws(DeviceFault) -> Bool {
        try settle(&reader)
        if kind == .motion { try giveUp(if: isValid) }
        guard try line.write(Visca.packet(to: address, body), if: isValid) else { return true }
        let end = MonotonicInstant.now + line.settings.patience
        let outcome: ViscaReply? = try heard(until: end, &reader) { reply in self.outcome(of: reply) }
        switch outcome {
        case .taken(let taken):
            if kind == .motion { socket.withLock { $0 = taken } }
            return true
        case .done: return true
        case .refused(let code, _) where code == ViscaReply.isFull || (code == ViscaReply.isNotNow && kind == .motion):
            // Something is under way still: what comes of it is waited for, and the command said again.
            let nobody: Bool? = try heard(until: .now + .milliseconds(50), &reader) { _ in nil }
            return nobody ?? false
        case .refused(let code, _): throw refusal(code, body)
        default: return false
        }
    }

    /// The answer to a question: `count` bytes.
    func ask(_ body: [UInt8], count: Int) throws(DeviceFault) -> [UInt8] {
        try reader.withLock { reader throws(DeviceFault) in try self.answer(body, count, &reader) }
    }

    /// The answer to a question that the device gives twice, one right after the other, or nearly so.
    ///
    /// - Throws: also when no two answers of five agree.
    func askTwice(_ body: [UInt8], count: Int, agree: ([UInt8], [UInt8]) -> Bool) throws(DeviceFault) -> [UInt8] {
        try reader.withLock { reader throws(DeviceFault) in
            var last = try self.answer(body, count, &reader)
            for _ in 0..<4 {
                let next = try self.answer(body, count, &reader)
                if agree(last, next) { return next }
                last = next
            }
            throw DeviceFault(.failed, "\(name) contradicts itself", remedy: "look at the line for noise")
        }
    }

    private func answer(_ body: [UInt8], _ count: Int, _ reader: inout ViscaReader) throws(DeviceFault) -> [UInt8] {
        var refused: UInt8?
        let answer: [UInt8]? = try exchange(Visca.packet(to: address, body), &reader) { reply in
            switch reply {
            case .answer(let bytes) where bytes.count == count && bytes.allSatisfy({ $0 < 0x10 }): return bytes
            case .refused(let code, socket: 0): refused = code
            default: note(reply)
            }
            return nil
        }
        if let answer { return answer }
        if let refused { throw refusal(refused, body) }
        throw line.silence(name)
    }

    /// Says commands that hold motors, and gives up the motion under way. Waits for nothing.
    func halt(_ bodies: [[UInt8]]) throws(DeviceFault) {
        var bytes = bodies.flatMap { Visca.packet(to: address, $0) }
        if let socket = socket.withLock({ $0 }) { bytes += Visca.packet(to: address, Visca.cancel(socket)) }
        strays.add(bodies.count, ordering: .sequentiallyConsistent)
        try line.write(bytes)
    }

    /// Says something until it is answered.
    private func exchange<Answer>(
        _ packet: [UInt8], _ reader: inout ViscaReader, _ answer: (ViscaReply) -> Answer?
    ) throws(DeviceFault) -> Answer? {
        for _ in 0..<line.settings.tries {
            try settle(&reader)
            try line.write(packet)
            let end = MonotonicInstant.now + line.settings.patience
            if let found = try heard(until: end, &reader, answer) { return found }
        }
        return nil
    }

    /// The first answer that somebody waits for.
    private func heard<Answer>(
        until end: MonotonicInstant, _ reader: inout ViscaReader, _ answer: (ViscaReply) -> Answer?
    ) throws(DeviceFault) -> Answer? {
        while true {
            let bytes = try line.read(until: end)
            if bytes.isEmpty { return nil }
            var found: Answer?
            for reply in reader.take(bytes) {
                if found == nil { found = answer(reply) } else { note(reply) }
            }
            if let found { return found }
        }
    }

    /// Takes note of what came since the last conversation.
    private func settle(_ reader: inout ViscaReader) throws(DeviceFault) {
        while true {
            let bytes = try line.read(until: .now)
            if bytes.isEmpty { break }
            for reply in reader.take(bytes) { note(reply) }
        }
        reader.clear()
    }

    /// Whether a reply is the outcome of the command that waits.
    private func outcome(of reply: ViscaReply) -> ViscaReply? {
        switch reply {
        case .taken where strays.load(ordering: .sequentiallyConsistent) > 0:
            note(reply)
            return nil
        case .taken, .done(0): return reply
        case .refused(let code, _) where code != ViscaReply.isCancelled && code != ViscaReply.isNoSocket: return reply
        default:
            note(reply)
            return nil
        }
    }

    private func note(_ reply: ViscaReply) {
        switch reply {
        case .taken:
            let count = strays.load(ordering: .sequentiallyConsistent)
            if count > 0 { strays.store(count - 1, ordering: .sequentiallyConsistent) }
        case .done(let ended), .refused(_, socket: let ended): socket.withLock { if $0 == ended { $0 = nil } }
        default: break
        }
    }

    private func giveUp(if isValid: Permit) throws(DeviceFault) {
        guard let live = socket.withLock({ $0 }) else { return }
        try line.write(Visca.packet(to: address, Visca.cancel(live)), if: isValid)
        socket.withLock { $0 = nil }
    }

    private func refusal(_ code: UInt8, _ body: [UInt8]) -> DeviceFault {
        let hex = body.map { String($0, radix: 16) }.joined(separator: " ")
        let what = "\(line.settings.path): \(name) refuses the command \(hex)"
        return switch code {
        case ViscaReply.isNotNow: DeviceFault(.failed, "\(what) for now")
        case ViscaReply.isFull: DeviceFault(.busy, "\(what): it has too much to do")
        default: DeviceFault(.unsupported, "\(what): it does not know it", remedy: "correct its ranges in the board file")
        }
    }
}
