import BoardDevices
import MediaCore
import Synchronization

/// A Pelco head with its lens at the end of a line.
///
/// Many such heads never answer. Those that do (`positions` in the board file) tell pan, tilt and zoom, and go where they are told.
final class PelcoLine: HeadLine, BlindLine, LensLine {
    /// Commands with a number. Source: Pelco "D" Protocol Manual, extended commands.
    private enum Number {
        static let setPan: UInt8 = 0x4b
        static let setTilt: UInt8 = 0x4d
        static let setZoom: UInt8 = 0x4f
        static let askPan: UInt8 = 0x51
        static let askTilt: UInt8 = 0x53
        static let askZoom: UInt8 = 0x55
        /// The answer to a question has a number that is 8 higher.
        static let answer: UInt8 = 8
    }

    private struct State {
        var motion = PelcoMotion()
        /// Whether the last frame was one that holds motors.
        var isHold = false
    }

    let axes: Set<LensAxis>
    let measured: Set<LensAxis>
    let stepped: Set<LensAxis> = []

    private let line: SerialLine
    private let format: PelcoProtocol
    private let isTiltDown: Bool
    private let state = Mutex(State())
    private let reader: Mutex<PelcoReader>
    private let halts = Atomic(0)

    /// A line to a head.
    ///
    /// - Parameters:
    ///   - line: the serial line.
    ///   - format: the protocol and the address.
    ///   - axes: what the lens moves.
    ///   - answers: whether the head tells positions.
    ///   - isTiltDown: whether its tilt counts downwards.
    init(_ line: SerialLine, _ format: PelcoProtocol, axes: Set<LensAxis>, answers: Bool, isTiltDown: Bool) {
        self.line = line
        self.format = format
        self.axes = axes
        self.isTiltDown = isTiltDown
        measured = answers ? axes.intersection([.zoom]) : []
        reader = Mutex(PelcoReader(format))
    }

    func position() throws(DeviceFault) -> HeadPosition {
        let pan = PelcoAngle.degrees(try ask(Number.askPan))
        let tilt = PelcoAngle.degrees(try ask(Number.askTilt))
        return HeadPosition(pan: pan, tilt: isTiltDown ? -tilt : tilt)
    }

    func turn(pan: Int, tilt: Int, speed: Int, if isValid: Permit) throws(DeviceFault) {
        try change(if: isValid) { motion in (motion.pan, motion.tilt, motion.speed) = (pan, tilt, speed) }
    }

    func go(to position: HeadPosition, speed: Int, if isValid: Permit) throws(DeviceFault) {
        let tilt = isTiltDown ? -position.tilt : position.tilt
        try state.withLock { state throws(DeviceFault) in
            for (number, degrees) in [(Number.setPan, position.pan), (Number.setTilt, tilt)] {
                let frame = format.frame(.command(number, PelcoAngle.hundredths(degrees)))
                guard try line.write(frame, if: isValid) else { return }
                state.isHold = false
            }
            (state.motion.pan, state.motion.tilt) = (0, 0)
        }
    }

    func seekReference(if isValid: Permit) throws(DeviceFault) {
        throw DeviceFault(.unsupported, "Pelco heads have no command to look for a reference")
    }

    func preset(_ number: Int, _ action: PresetAction) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            if action == .recall { (state.motion.pan, state.motion.tilt) = (0, 0) }
            state.isHold = false
            try line.write(format.frame(.command(action.rawValue, UInt16(clamping: number))))
        }
    }

    func halt() throws(DeviceFault) {
        try hold { motion in (motion.pan, motion.tilt) = (0, 0) }
    }

    func position(of axis: LensAxis) throws(DeviceFault) -> Double {
        Double(try ask(Number.askZoom)) / Double(UInt16.max)
    }

    func turn(_ axis: LensAxis, _ direction: Int, if isValid: Permit) throws(DeviceFault) {
        try change(if: isValid) { motion in motion.lens[axis] = direction }
    }

    func go(_ axis: LensAxis, to place: Double, if isValid: Permit) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            state.motion.lens[axis] = nil
            state.isHold = false
            let value = UInt16((place * Double(UInt16.max)).rounded())
            try line.write(format.frame(.command(Number.setZoom, value)), if: isValid)
        }
    }

    func haltLens() throws(DeviceFault) {
        try hold { motion in motion.lens = [:] }
    }

    private func change(if isValid: Permit, _ body: (inout PelcoMotion) -> Void) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            var changed = state.motion
            body(&changed)
            if try line.write(format.frame(changed.words(in: format)), if: isValid) {
                state.motion = changed
                state.isHold = false
            }
        }
    }

    /// A frame that holds motors goes out twice: nobody would notice that one was lost, but a head that goes on.
    private func hold(_ body: (inout PelcoMotion) -> Void) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            body(&state.motion)
            let frame = format.frame(state.motion.words(in: format))
            try line.write(frame + frame)
            state.isHold = true
            halts.add(1, ordering: .sequentiallyConsistent)
        }
    }

    private func ask(_ number: UInt8) throws(DeviceFault) -> UInt16 {
        try reader.withLock { reader throws(DeviceFault) in
            for _ in 0..<line.settings.tries {
                let before = halts.load(ordering: .sequentiallyConsistent)
                try line.discardInput()
                reader.clear()
                try line.write(format.frame(.command(number, 0)))
                let answer = try answer(to: number, &reader)
                if halts.load(ordering: .sequentiallyConsistent) != before { try holdAgain() }
                if let answer { return answer }
            }
            throw line.silence(format.name)
        }
    }

    /// On two wires a stop may have met the head's answer: it is said again, unless something else was commanded since.
    private func holdAgain() throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            if state.isHold { try line.write(format.frame(state.motion.words(in: format))) }
        }
    }

    private func answer(to number: UInt8, _ reader: inout PelcoReader) throws(DeviceFault) -> UInt16? {
        let end = MonotonicInstant.now + line.settings.patience
        while true {
            let bytes = try line.read(until: end)
            if bytes.isEmpty { return nil }
            let found = reader.take(bytes).last { $0.first == 0 && $0.second == number + Number.answer }
            if let found { return found.value }
        }
    }
}

/// Angles as Pelco heads count them: hundredths of a degree, once round.
enum PelcoAngle {
    /// The angle in degrees, -180 to 180.
    static func degrees(_ hundredths: UInt16) -> Double {
        let degrees = Double(hundredths % 36_000) / 100
        return degrees > 180 ? degrees - 360 : degrees
    }

    /// What a head takes for an angle.
    static func hundredths(_ degrees: Double) -> UInt16 {
        let whole = Int((max(-1_000_000, min(1_000_000, degrees)) * 100).rounded()) % 36_000
        return UInt16(whole < 0 ? whole + 36_000 : whole)
    }
}
