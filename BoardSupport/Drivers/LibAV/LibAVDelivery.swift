import BoardDevices
import Logging
import MediaCore

/// One run of a camera from start to stop.
final class LibAVDelivery: Sendable {
    private let address: ClipAddress
    private let host: DriverHost
    private let sound: LibAVSound
    private let deliver: @Sendable (consuming Frame) -> Void
    private let metronome: Metronome
    private let watchdog = Watchdog()

    init(
        _ address: ClipAddress, host: DriverHost, sound: LibAVSound, deliver: @escaping @Sendable (consuming Frame) -> Void
    ) {
        self.sound = sound
        self.address = address
        self.host = host
        self.deliver = deliver
        metronome = Metronome(host.clock)
    }

    /// Ends the waiting of the delivery's thread.
    func stop() {
        metronome.stop()
        watchdog.stop()
    }

    /// Opens the clip and gives its pictures until stopped. Blocks; called on a thread of its own.
    func run() {
        var reel = Reel(pace: PresentationPace(clock: host.clock))
        var pause = 1
        while !metronome.isStopped {
            let before = reel.number
            let end = play(&reel)
            if metronome.isStopped { return }
            // Files come round by themselves; who is here has lost the other side, or a file that became unreadable.
            host.logger.warning("clip \(address.withoutSecrets) \(end); trying again in \(pause) s")
            if !metronome.wait(until: host.clock.now + .seconds(pause)) { return }
            pause = reel.number > before ? 1 : min(pause * 2, 30)
        }
    }

    /// What goes on from one opening of the clip to the next.
    private struct Reel: ~Copyable {
        var pace: PresentationPace
        var converter = LibAVConverter()
        var number: UInt64 = 0

        init(pace: PresentationPace) {
            self.pace = pace
        }
    }

    /// Plays until something ends that, and says what.
    private func play(_ reel: inout Reel) -> String {
        do throws(DeviceFault) {
            var input = try LibAVInput(address, watchdog: watchdog)
            while true {
                let first = reel.number
                reel.pace.beginRound(rate: input.rate)
                while try playNext(&input, &reel) {}
                if metronome.isStopped { return "was stopped" }
                if reel.number == first { return "gives no picture" }
                if address.isLive { return "has ended" }
                if !input.rewind() { input = try LibAVInput(address, watchdog: watchdog) }
            }
        } catch {
            return "failed: \(error)"
        }
    }

    /// Plays one picture; false at the end.
    private func playNext(_ input: inout LibAVInput, _ reel: inout Reel) throws(DeviceFault) -> Bool {
        let next = try input.next { picture, time throws(DeviceFault) in
            (buffer: try reel.converter.buffer(for: picture), time: time)
        }
        guard let next else { return false }
        let moment = address.isLive ? host.clock.now : reel.pace.moment(of: next.time)
        guard metronome.wait(until: moment) else { return false }
        if let time = next.time { sound.follow(time, at: moment) }
        deliver(Frame(next.buffer, captured: moment, number: reel.number))
        reel.number += 1
        return true
    }
}
