import BoardDevices
import Dispatch
import GatewayTesting
import Synchronization

/// A head whose driver waits for an answer until the test lets it go on.
final class StuckHead: PanTiltHead {
    let limits = HeadLimits(pan: -10...10, tilt: -10...10)
    let measuresPosition = true

    private let isStuck = Mutex(false)
    private let answer = DispatchSemaphore(value: 0)
    private let log = Mutex<[String]>([])

    /// What was asked of it, in order.
    var calls: [String] { log.withLock { $0 } }

    var report: HeadReport {
        get throws(DeviceFault) {
            HeadReport(position: HeadPosition(pan: 0, tilt: 0), confidence: .homed, isMoving: false)
        }
    }

    /// The next drive waits.
    func hold() {
        isStuck.withLock { $0 = true }
    }

    /// The waiting drive goes on.
    func letGo() {
        isStuck.withLock { $0 = false }
        answer.signal()
    }

    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        log.withLock { $0.append("drive") }
        if isStuck.withLock({ $0 }) { answer.wait() }
        log.withLock { $0.append("driven") }
    }

    func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        log.withLock { $0.append("go") }
    }

    func home() throws(DeviceFault) {
        throw DeviceFault(.unsupported, "no reference")
    }

    func trust(_ position: HeadPosition) throws(DeviceFault) {}

    func stop() throws(DeviceFault) {
        log.withLock { $0.append("stop") }
    }
}

/// A head that cannot tell where it is and keeps presets itself, as those without a way back do.
final class BlindHead: PanTiltHead, PresetMemory {
    let limits = HeadLimits(pan: -180...180, tilt: -90...90)
    let measuresPosition = false

    private let log = Mutex<[String]>([])
    private let isMoving = Mutex(false)

    /// What was asked of it, in order.
    var calls: [String] { log.withLock { $0 } }

    var memory: (any PresetMemory)? { self }

    var report: HeadReport {
        get throws(DeviceFault) {
            HeadReport(position: nil, confidence: .unknown, isMoving: isMoving.withLock { $0 })
        }
    }

    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        log.withLock { $0.append("drive \(pan) \(tilt) \(speed)") }
        isMoving.withLock { $0 = true }
    }

    func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        throw DeviceFault(.unsupported, "cannot tell where it is")
    }

    func home() throws(DeviceFault) {
        throw DeviceFault(.unsupported, "no reference")
    }

    func trust(_ position: HeadPosition) throws(DeviceFault) {
        log.withLock { $0.append("trust") }
    }

    func stop() throws(DeviceFault) {
        isMoving.withLock { $0 = false }
    }

    func store(_ number: Int) throws(DeviceFault) {
        guard number < 100 else { throw DeviceFault(.outOfRange, "preset \(number) is a command") }
        log.withLock { $0.append("store \(number)") }
    }

    func recall(_ number: Int) throws(DeviceFault) {
        log.withLock { $0.append("recall \(number)") }
        isMoving.withLock { $0 = true }
    }

    func clear(_ number: Int) throws(DeviceFault) {
        log.withLock { $0.append("clear \(number)") }
    }
}

/// A lens that counts where it is, and has nothing to find out by.
final class AdriftLens: Lens {
    let axes: Set<LensAxis> = [.zoom]
    let measuresPosition = false

    private let sent = Mutex<[Double]>([])

    /// Where it was sent.
    var places: [Double] { sent.withLock { $0 } }

    var report: LensReport {
        get throws(DeviceFault) {
            LensReport(position: [.zoom: 0.5], confidence: .unknown, isMoving: false)
        }
    }

    func drive(_ axis: LensAxis, direction: Int) throws(DeviceFault) {}

    func go(_ axis: LensAxis, to position: Double) throws(DeviceFault) {
        sent.withLock { $0.append(position) }
    }

    func home() throws(DeviceFault) {
        throw DeviceFault(.unsupported, "no reference")
    }

    func trust(_ position: [LensAxis: Double]) throws(DeviceFault) {
        throw DeviceFault(.unsupported, "trusts nobody")
    }

    func stop() throws(DeviceFault) {}
}
