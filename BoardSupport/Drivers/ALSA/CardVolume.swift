import BoardDevices
import MediaCore
import Synchronization

/// The volume of a card's input or output: its mixer where it has a fitting element, else software.
final class CardVolume: Sendable {
    private struct State {
        var percent: Int?
        var gain = SoundGain(percent: 100)
    }

    private let address: CardAddress
    private let direction: SoundDirection
    private let state = Mutex(State())

    init(_ address: CardAddress, _ direction: SoundDirection) {
        self.address = address
        self.direction = direction
    }

    /// What software does to the samples.
    var gain: SoundGain { state.withLock { $0.gain } }

    /// Sets the volume; remembered for a card that is not there.
    func set(_ percent: Int) throws(DeviceFault) {
        guard (1...100).contains(percent) else { throw DeviceFault(.outOfRange, "volume \(percent): expected 1 to 100") }
        state.withLock { $0.percent = percent }
        if let absence = address.absence { throw absence }
        try apply(percent)
    }

    /// Sets the volume of a card that has just come (back), as far as it takes it.
    func restore() {
        guard let percent = state.withLock({ $0.percent }) else { return }
        try? apply(percent)
    }

    private func apply(_ percent: Int) throws(DeviceFault) {
        var isHardware = false
        if address.usesMixer, address.card != nil || address.element != nil {
            isHardware = try MixerElement.withElement(of: address, direction) { element throws(DeviceFault) in
                try element.set(percent)
            }
        }
        let gain = SoundGain(percent: isHardware ? 100 : percent)
        state.withLock { $0.gain = gain }
    }
}
