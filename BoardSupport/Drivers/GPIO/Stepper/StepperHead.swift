import BoardDevices
import Logging
import MediaCore
import Synchronization

/// A pan and tilt head with stepper motors.
///
/// ``beat(at:)`` moves it; the head's own thread calls that (``StepThread``), or a test. Between beats every command only changes
/// what the next beat does, so that a stop acts with the next step at the latest.
final class StepperHead: PanTiltHead, ClosableDevice {
    private struct State {
        var pan: StepperAxis?
        var tilt: StepperAxis?
        var fault: DeviceFault?
    }

    let limits: HeadLimits

    private let clock: any MonotonicClock
    private let state: Mutex<State>
    private let thread = Mutex<StepThread?>(nil)

    /// A head at rest that does not know where it is. A motor that it does not have stands at 0 always.
    init(pan: StepperAxis?, tilt: StepperAxis?, clock: any MonotonicClock) {
        limits = HeadLimits(pan: pan?.motor.limits ?? 0...0, tilt: tilt?.motor.limits ?? 0...0)
        self.clock = clock
        state = Mutex(State(pan: pan, tilt: tilt))
    }

    /// Starts the thread that moves the head, on the machine's own clock.
    func start(name: String, logger: Logger) {
        let started = StepThread(name: name, logger: logger) { [weak self] now in
            guard let self else { return .gone }
            return beat(at: now).map { .due($0) } ?? .resting
        }
        thread.withLock { $0 = started }
    }

    deinit {
        close()
    }

    func close() {
        thread.withLock { $0 }?.end()
        // Lines keep their last levels when they are given back: no coil may stay under current.
        state.withLock { state in
            state.pan?.fail()
            state.tilt?.fail()
            (state.pan, state.tilt) = (nil, nil)
        }
    }

    /// Does what is due; a fault leaves all motors without current.
    ///
    /// - Returns: when something is due next; nil at rest.
    func beat(at now: MonotonicInstant) -> MonotonicInstant? {
        state.withLock { state in
            do throws(DeviceFault) {
                try state.pan?.beat(at: now)
                try state.tilt?.beat(at: now)
            } catch {
                state.fault = error
                state.pan?.fail()
                state.tilt?.fail()
            }
            guard let pan = state.pan?.nextEvent else { return state.tilt?.nextEvent }
            return state.tilt?.nextEvent.map { min($0, pan) } ?? pan
        }
    }

    /// How late the steps of each motor came.
    var timing: (pan: StepTiming?, tilt: StepTiming?) {
        state.withLock { ($0.pan?.timing, $0.tilt?.timing) }
    }

    var measuresPosition: Bool { false }

    var report: HeadReport {
        get throws(DeviceFault) {
            state.withLock { state in
                let axes = [state.pan, state.tilt].compactMap(\.self)
                let isKnown = !axes.isEmpty && axes.allSatisfy { $0.confidence != .unknown }
                let isHomed = !axes.isEmpty && axes.allSatisfy { $0.confidence == .homed }
                return HeadReport(
                    position: HeadPosition(pan: state.pan?.degrees ?? 0, tilt: state.tilt?.degrees ?? 0),
                    confidence: isHomed ? .homed : isKnown ? .known : .unknown, isMoving: axes.contains(where: \.isMoving),
                    fault: state.fault)
            }
        }
    }

    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        for direction in [pan, tilt] where !(-1...1).contains(direction) {
            throw DeviceFault(.outOfRange, "direction \(direction): expected -1, 0 or 1")
        }
        try check(speed)
        command { state, now in
            state.pan?.turn(pan, speed, at: now)
            state.tilt?.turn(tilt, speed, at: now)
        }
    }

    func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        try check(speed)
        guard try report.confidence != .unknown else {
            throw DeviceFault(.failed, "the head does not know where it is", remedy: "home it")
        }
        command { state, now in
            // The motor with the shorter way takes as long as the other: the head turns in a straight line.
            let pan = state.pan.map { ($0.step(at: position.pan), $0.time(to: position.pan, speed)) }
            let tilt = state.tilt.map { ($0.step(at: position.tilt), $0.time(to: position.tilt, speed)) }
            let time = max(pan?.1 ?? 0, tilt?.1 ?? 0)
            if let pan { state.pan?.travel(to: pan.0, speed, within: time, at: now) }
            if let tilt { state.tilt?.travel(to: tilt.0, speed, within: time, at: now) }
        }
    }

    func home() throws(DeviceFault) {
        let now = clock.now
        try state.withLock { state throws(DeviceFault) in
            state.fault = nil
            try state.pan?.home(at: now)
            try state.tilt?.home(at: now)
        }
        wake()
    }

    func trust(_ position: HeadPosition) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        state.withLock { state in
            guard state.pan?.isMoving != true, state.tilt?.isMoving != true else { return }
            state.pan?.trust(position.pan)
            state.tilt?.trust(position.tilt)
        }
    }

    func confine(to limits: HeadLimits) throws(DeviceFault) {
        state.withLock { state in
            state.pan?.confine(to: limits.pan)
            state.tilt?.confine(to: limits.tilt)
        }
    }

    func stop() throws(DeviceFault) {
        command { state, now in
            state.pan?.stop(at: now)
            state.tilt?.stop(at: now)
        }
    }

    private func check(_ speed: Int) throws(DeviceFault) {
        guard (1...10).contains(speed) else { throw DeviceFault(.outOfRange, "speed \(speed): expected 1 to 10") }
    }

    private func command(_ body: (inout State, MonotonicInstant) -> Void) {
        let now = clock.now
        state.withLock { state in
            state.fault = nil
            body(&state, now)
        }
        wake()
    }

    private func wake() {
        thread.withLock { $0 }?.wake()
    }
}

extension StepperAxis {
    fileprivate var degrees: Double { motor.degrees(at: place) }

    fileprivate mutating func turn(_ direction: Int, _ speed: Int, at now: MonotonicInstant) {
        direction == 0 ? stop(at: now) : drive(direction, cruise: fastest(speed), at: now)
    }

    fileprivate func time(to degrees: Double, _ speed: Int) -> Double {
        motor.ramp.time(for: steps(to: step(at: degrees)), cruise: fastest(speed))
    }

    fileprivate mutating func travel(to step: Int, _ speed: Int, within seconds: Double, at now: MonotonicInstant) {
        let cruise = motor.ramp.cruise(for: steps(to: step), within: seconds, atMost: fastest(speed))
        go(to: step, cruise: cruise, at: now)
    }

    private func fastest(_ speed: Int) -> Double { motor.ramp.top * Double(speed) / 10 }
}
