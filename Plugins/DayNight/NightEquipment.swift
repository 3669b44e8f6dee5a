import BoardDevices
import Synchronization

/// What a camera switches between day and night: the infrared filter and the lamp. Its calls may block.
final class NightEquipment: Sendable {
    private let filter: any DigitalLine
    private let lamp: (any DigitalLine)?
    private let state = Mutex<Twilight.Phase?>(nil)

    /// A filter, and a lamp where the board has one.
    init(filter: any DigitalLine, lamp: (any DigitalLine)?) {
        self.filter = filter
        self.lamp = lamp
    }

    /// Switches over, unless it is so already.
    ///
    /// - Throws: what a line says; the next call then switches all of them anew.
    func set(_ phase: Twilight.Phase) throws(DeviceFault) {
        guard state.withLock({ $0 }) != phase else { return }
        state.withLock { $0 = nil }
        switch phase {
        case .day:
            try lamp?.set(false)
            try filter.set(true)
        case .night:
            // The lamp last: with the filter in the way it would light nothing.
            try filter.set(false)
            try lamp?.set(true)
        }
        state.withLock { $0 = phase }
    }

    /// Puts the lamp out, for the end.
    func rest() {
        try? lamp?.set(false)
        state.withLock { $0 = nil }
    }
}
