import MediaCore
import Synchronization

/// A VISCA head with its lens, written from the public command lists and not from the driver.
///
/// It has two sockets, says that a motion is done when it is, and refuses a second motion while one to a place is under way.
final class ViscaModel: Sendable {
    struct State {
        var packet: [UInt8] = []
        var packets: [[UInt8]] = []
        var pan = ModelAxis(-2_448...2_448)
        var tilt = ModelAxis(-432...1_296)
        var zoom = ModelAxis(0...16_384)
        var focus = ModelAxis(4_096...49_152, at: 4_096)
        var iris = ModelAxis(0...17, at: 10)
        var isFocusManual = false
        var isIrisManual = false
        /// The socket of a motion to a place.
        var busy: UInt8?
        var next: UInt8 = 1
        var devices: UInt8 = 1
        var answers = true
        var isBroken = false
        var noise: (dice: Dice, rarity: Int)?
    }

    private let address: UInt8
    private let clock: any MonotonicClock
    private let state = Mutex(State())

    init(address: UInt8 = 1, clock: any MonotonicClock) {
        self.address = address
        self.clock = clock
    }

    func look<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

    var packets: [[UInt8]] { look { $0.packets } }
    var isMoving: Bool {
        let now = clock.now
        return look { $0.pan.isMoving(at: now) || $0.tilt.isMoving(at: now) }
    }

    func hear(_ bytes: [UInt8]) -> [UInt8] {
        look { state in
            var reply: [UInt8] = []
            for byte in noisy(bytes, &state) {
                state.packet.append(byte)
                guard byte == 0xff else { continue }
                let packet = state.packet
                state.packet = []
                state.packets.append(packet)
                reply += finished(&state) + answer(packet, &state)
            }
            return state.answers ? noisy(reply, &state) : []
        }
    }

    private func noisy(_ bytes: [UInt8], _ state: inout State) -> [UInt8] {
        guard var noise = state.noise else { return bytes }
        defer { state.noise = noise }
        return noise.dice.noise(on: bytes, oneIn: noise.rarity)
    }

    private var sender: UInt8 { 0x80 + 16 * address }

    /// Says that a motion has come to its end, if it has since.
    private func finished(_ state: inout State) -> [UInt8] {
        guard let socket = state.busy, !state.pan.isMoving(at: clock.now), !state.tilt.isMoving(at: clock.now) else {
            return []
        }
        state.busy = nil
        return [sender, 0x50 + socket, 0xff]
    }

    private func answer(_ packet: [UInt8], _ state: inout State) -> [UInt8] {
        if packet == [0x88, 0x30, 1, 0xff] { return [0x88, 0x30, state.devices + 1, 0xff] }
        if packet == [0x88, 1, 0, 1, 0xff] { return packet }
        guard packet.first == 0x80 + address else { return [] }
        let body = Array(packet.dropFirst().dropLast())
        switch body.first {
        case 0x09: return inquiry(body, state)
        case 0x01: return command(body, &state)
        case .some(let first) where first / 16 == 2:
            guard state.busy == first % 16 else { return [sender, 0x60 + first % 16, 5, 0xff] }
            state.busy = nil
            state.pan.turn(0, 0, at: clock.now)
            state.tilt.turn(0, 0, at: clock.now)
            return [sender, 0x60 + first % 16, 4, 0xff]
        default: return [sender, 0x60, 2, 0xff]
        }
    }

    private func inquiry(_ body: [UInt8], _ state: State) -> [UInt8] {
        let now = clock.now
        func four(_ value: Double) -> [UInt8] {
            let bits = UInt16(bitPattern: Int16(truncatingIfNeeded: Int(value.rounded())))
            return [UInt8(bits / 4_096), UInt8(bits / 256 % 16), UInt8(bits / 16 % 16), UInt8(bits % 16)]
        }
        switch body {
        case [9, 6, 0x12]:
            return [sender, 0x50] + four(state.pan.place(at: now)) + four(state.tilt.place(at: now)) + [0xff]
        case [9, 4, 0x47]: return [sender, 0x50] + four(state.zoom.place(at: now)) + [0xff]
        case [9, 4, 0x48]: return [sender, 0x50] + four(state.focus.place(at: now)) + [0xff]
        case [9, 4, 0x4b]: return [sender, 0x50] + four(state.iris.place(at: now)) + [0xff]
        default: return [sender, 0x60, 2, 0xff]
        }
    }

    private func command(_ body: [UInt8], _ state: inout State) -> [UInt8] {
        let socket = state.next
        let taken = [sender, 0x40 + socket, 0xff]
        let done = taken + [sender, 0x50 + socket, 0xff]
        if state.isBroken { return [sender, 0x61, 0x41, 0xff] }
        guard body.count > 2, let outcome = motion(body, &state, clock.now) else { return [sender, 0x60, 2, 0xff] }
        switch outcome {
        case .refused: return [sender, 0x60 + socket, 0x41, 0xff]
        case .done:
            state.next = 3 - socket
            return done
        case .begun:
            state.busy = socket
            state.next = 3 - socket
            return taken
        }
    }

    private enum Outcome { case done, begun, refused }

    private func motion(_ body: [UInt8], _ state: inout State, _ now: MonotonicInstant) -> Outcome? {
        func signed(_ part: ArraySlice<UInt8>) -> Double {
            let bits = part.reduce(0) { $0 * 16 + Int($1) }
            return Double(bits > 32_767 ? bits - 65_536 : bits)
        }
        func speeds() -> (Double, Double)? {
            guard body.count > 4, (1...24).contains(body[3]), (1...20).contains(body[4]) else { return nil }
            return (Double(body[3]) * 50, Double(body[4]) * 50)
        }
        switch (body[1], body[2]) {
        case (6, 1):
            guard let (pan, tilt) = speeds(), body.count == 7 else { return nil }
            let holds = body[5] == 3 && body[6] == 3
            if state.busy != nil, !holds { return .refused }
            state.pan.turn(body[5] == 1 ? -1 : body[5] == 2 ? 1 : 0, pan, at: now)
            state.tilt.turn(body[6] == 1 ? 1 : body[6] == 2 ? -1 : 0, tilt, at: now)
            return .done
        case (6, 2):
            guard let (pan, tilt) = speeds(), body.count == 13 else { return nil }
            if state.busy != nil { return .refused }
            state.pan.go(to: signed(body[5..<9]), pan, at: now)
            state.tilt.go(to: signed(body[9..<13]), tilt, at: now)
            return .begun
        case (6, 5):
            if state.busy != nil { return .refused }
            state.pan.go(to: 0, 1_200, at: now)
            state.tilt.go(to: 0, 1_000, at: now)
            return .begun
        case (4, 0x07): return drive(&state.zoom, body[3], up: 2, 4_000, now)
        case (4, 0x08): return state.isFocusManual ? drive(&state.focus, body[3], up: 3, 10_000, now) : .refused
        case (4, 0x0b):
            guard state.isIrisManual else { return .refused }
            let place = state.iris.place(at: now)
            state.iris.go(to: place + (body[3] == 2 ? 1 : -1), 1_000, at: now)
            return .done
        case (4, 0x38): state.isFocusManual = body[3] == 3
        case (4, 0x39): state.isIrisManual = body[3] == 3
        case (4, 0x47): state.zoom.go(to: signed(body[3..<7]), 4_000, at: now)
        case (4, 0x48):
            let place = body[3..<7].reduce(0) { $0 * 16 + Int($1) }
            state.focus.go(to: Double(place), 10_000, at: now)
        case (4, 0x4b): state.iris.go(to: signed(body[3..<7]), 1_000, at: now)
        default: return nil
        }
        return .done
    }

    private func drive(
        _ axis: inout ModelAxis, _ way: UInt8, up: UInt8, _ rate: Double, _ now: MonotonicInstant
    ) -> Outcome {
        axis.turn(way == 0 ? 0 : way == up ? 1 : -1, rate, at: now)
        return .done
    }
}
