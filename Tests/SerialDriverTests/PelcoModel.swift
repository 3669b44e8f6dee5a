import MediaCore
import Synchronization

/// A Pelco head with its lens, written from the protocols' public tables and not from the driver: a receiver that looks at bits.
final class PelcoModel: Sendable {
    enum Kind { case d, p }

    struct State {
        var waiting: [UInt8] = []
        /// Every frame for this head, as bytes.
        var frames: [[UInt8]] = []
        var pan = ModelAxis(-180...180)
        var tilt = ModelAxis(-90...0, at: -10)
        var zoom = ModelAxis(0...65_535)
        var focus = 0
        var iris = 0
        var presets: [UInt8: (Double, Double)] = [:]
        var answers = true
        var noise: (dice: Dice, rarity: Int)?
    }

    private let kind: Kind
    private let address: UInt8
    private let clock: any MonotonicClock
    private let state = Mutex(State())

    init(_ kind: Kind, address: UInt8 = 1, clock: any MonotonicClock) {
        self.kind = kind
        self.address = address
        self.clock = clock
    }

    func look<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

    var frames: [[UInt8]] { look { $0.frames } }
    var isMoving: Bool {
        let now = clock.now
        return look { $0.pan.isMoving(at: now) || $0.tilt.isMoving(at: now) }
    }

    /// What comes over the line, and what goes back.
    func hear(_ bytes: [UInt8]) -> [UInt8] {
        look { state in
            state.waiting += noisy(bytes, &state)
            var reply: [UInt8] = []
            while let frame = next(&state) {
                state.frames.append(frame)
                reply += obey(frame, &state)
            }
            guard state.answers else { return [] }
            return noisy(reply, &state)
        }
    }

    private func noisy(_ bytes: [UInt8], _ state: inout State) -> [UInt8] {
        guard var noise = state.noise else { return bytes }
        defer { state.noise = noise }
        return noise.dice.noise(on: bytes, oneIn: noise.rarity)
    }

    /// Slides over what came until a whole frame lies under the window.
    private func next(_ state: inout State) -> [UInt8]? {
        let size = kind == .d ? 7 : 8
        while state.waiting.count >= size {
            let window = Array(state.waiting.prefix(size))
            if isFrame(window) {
                state.waiting.removeFirst(size)
                return window
            }
            state.waiting.removeFirst()
        }
        return nil
    }

    private func isFrame(_ bytes: [UInt8]) -> Bool {
        switch kind {
        case .d:
            let sum = bytes[1...5].reduce(0) { $0 + Int($1) } % 256
            return bytes[0] == 255 && bytes[1] == address && Int(bytes[6]) == sum
        case .p:
            var check: UInt8 = 0
            for byte in bytes.dropLast() { check ^= byte }
            return bytes[0] == 160 && bytes[1] + 1 == address && bytes[6] == 175 && bytes[7] == check
        }
    }

    private func obey(_ frame: [UInt8], _ state: inout State) -> [UInt8] {
        let now = clock.now
        let (one, two, three, four) = (frame[2], frame[3], frame[4], frame[5])
        guard two % 2 == 1, one == 0 else {
            move(one, two, three, four, &state, now)
            return []
        }
        let value = Int(three) * 256 + Int(four)
        func signed(_ hundredths: Int) -> Double { Double(hundredths > 18_000 ? hundredths - 36_000 : hundredths) / 100 }
        switch two {
        case 0x03: state.presets[four] = (state.pan.place(at: now), state.tilt.place(at: now))
        case 0x05: state.presets[four] = nil
        case 0x07:
            guard let preset = state.presets[four] else { break }
            state.pan.go(to: preset.0, 100, at: now)
            state.tilt.go(to: preset.1, 100, at: now)
        case 0x4b: state.pan.go(to: signed(value), 100, at: now)
        // These heads count tilt downwards from the horizon.
        case 0x4d: state.tilt.go(to: -signed(value), 100, at: now)
        case 0x4f: state.zoom.go(to: Double(value), 20_000, at: now)
        case 0x51: return answer(0x59, Int((state.pan.place(at: now) * 100).rounded()))
        case 0x53: return answer(0x5b, Int((-state.tilt.place(at: now) * 100).rounded()))
        case 0x55: return answer(0x5d, Int(state.zoom.place(at: now)))
        default: break
        }
        return []
    }

    private func move(
        _ one: UInt8, _ two: UInt8, _ three: UInt8, _ four: UInt8, _ state: inout State, _ now: MonotonicInstant
    ) {
        func sign(_ plus: Bool, _ minus: Bool) -> Int { (plus ? 1 : 0) - (minus ? 1 : 0) }
        state.pan.turn(sign(two & 2 > 0, two & 4 > 0), Double(three), at: now)
        state.tilt.turn(sign(two & 8 > 0, two & 16 > 0), Double(four), at: now)
        state.zoom.turn(sign(two & 32 > 0, two & 64 > 0), 20_000, at: now)
        switch kind {
        case .d:
            state.focus = sign(one & 1 > 0, two & 128 > 0)
            state.iris = sign(one & 2 > 0, one & 4 > 0)
        case .p:
            state.focus = sign(one & 2 > 0, one & 1 > 0)
            state.iris = sign(one & 4 > 0, one & 8 > 0)
        }
    }

    private func answer(_ number: UInt8, _ value: Int) -> [UInt8] {
        let whole = number == 0x5d ? value : (value % 36_000 + 36_000) % 36_000
        let words = [0, number, UInt8(whole / 256), UInt8(whole % 256)]
        switch kind {
        case .d:
            let sum = ([address] + words).reduce(0) { $0 + Int($1) } % 256
            return [255, address] + words + [UInt8(sum)]
        case .p:
            let body = [160, address - 1] + words + [175]
            return body + [body.reduce(0) { $0 ^ $1 }]
        }
    }
}
