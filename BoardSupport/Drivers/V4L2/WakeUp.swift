import BoardDevices
import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Waits for a descriptor, until another thread ends all waiting.
final class WakeUp: Sendable {
    /// How a wait ended.
    enum End: Sendable {
        /// The descriptor has something to read.
        case readable
        /// The descriptor's device is in trouble or gone.
        case broken
        /// The time is over.
        case timeout
        /// The waiting was ended for good.
        case stopped
    }

    private let reading: Int32
    private let writing: Int32

    init() throws(DeviceFault) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw DeviceFault(node: "pipe", "open", errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Ends all waiting, now and for ever. Callable from any thread.
    func stop() {
        var byte: UInt8 = 0
        _ = write(writing, &byte, 1)
    }

    /// Blocks until something happens.
    ///
    /// - Parameter descriptor: nil to wait for time and end alone.
    func wait(for descriptor: Int32?, atMost time: Duration) -> End {
        var waits = [
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = Int32(clamping: max(0, time.wholeNanoseconds) / 1_000_000)
        let count = poll(&waits, 2, milliseconds)
        if waits[0].revents != 0 { return .stopped }
        // An interrupted wait looks like one that is over; the caller looks at the clock.
        guard count > 0 else { return .timeout }
        return waits[1].revents & Int16(POLLIN) != 0 ? .readable : .broken
    }
}
