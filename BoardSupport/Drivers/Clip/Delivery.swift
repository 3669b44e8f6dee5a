import BoardDevices
import Logging
import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One run of a camera from start to stop: who gets the pictures, at which moments, and how the waiting ends.
final class Delivery: Sendable {
    /// Lets the reel wait for the moments of its pictures.
    let metronome: Metronome
    /// The clock of the moments.
    let clock: any MonotonicClock
    /// For what an operator should know.
    let logger: Logger
    /// Takes the pictures.
    let deliver: @Sendable (consuming Frame) -> Void
    /// Tells the clip's sound where its pictures are.
    let place: SoundPlace
    /// Becomes readable when the delivery is stopped, for reels that wait for a descriptor.
    let stopDescriptor: Int32

    private let stopEnd: Int32

    init(
        host: DriverHost, place: SoundPlace = SoundPlace(), deliver: @escaping @Sendable (consuming Frame) -> Void
    ) throws(DeviceFault) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw DeviceFault(.failed, "no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (stopDescriptor, stopEnd) = (ends[0], ends[1])
        clock = host.clock
        metronome = Metronome(host.clock)
        logger = host.logger
        self.place = place
        self.deliver = deliver
    }

    deinit {
        close(stopDescriptor)
        close(stopEnd)
    }

    /// Ends the waiting of the reel's thread.
    func stop() {
        metronome.stop()
        var byte: UInt8 = 0
        _ = write(stopEnd, &byte, 1)
    }
}
