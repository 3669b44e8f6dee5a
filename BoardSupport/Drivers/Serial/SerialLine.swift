import BoardDevices
import MediaCore
import Synchronization

/// A serial port that is opened again after it was lost, so that an adapter that is plugged in again needs no restart.
final class SerialLine: Sendable {
    /// The port's settings.
    let settings: SerialSettings
    private let port: Mutex<SerialPort?>

    /// Opens the port.
    init(_ settings: SerialSettings) throws(DeviceFault) {
        self.settings = settings
        port = Mutex(try SerialPort(settings))
    }

    /// Sends bytes unless they are not wanted any more when their turn comes.
    ///
    /// - Returns: whether they were sent.
    @discardableResult
    func write(_ bytes: [UInt8], if isValid: () -> Bool = { true }) throws(DeviceFault) -> Bool {
        try use { port throws(DeviceFault) in try port.write(bytes, if: isValid) }
    }

    /// The bytes that came, as soon as some did; none if nothing comes until `end`.
    func read(until end: MonotonicInstant) throws(DeviceFault) -> [UInt8] {
        try use { port throws(DeviceFault) in try port.read(until: end) }
    }

    /// Throws away what came and was not read.
    func discardInput() throws(DeviceFault) {
        try use { port throws(DeviceFault) in port.discardInput() }
    }

    /// Gives the port back; it would be opened again by the next call.
    func close() {
        port.withLock { $0 = nil }
    }

    /// The fault of a device that does not answer.
    func silence(_ who: String) -> DeviceFault {
        DeviceFault(
            .failed, "\(settings.path): no answer from \(who) in \(settings.tries) tries",
            remedy: "look at its power, its wires, its address and its bit rate")
    }

    private func use<Result>(_ body: (SerialPort) throws(DeviceFault) -> Result) throws(DeviceFault) -> Result {
        let current = try port.withLock { port throws(DeviceFault) in
            if let port { return port }
            let opened = try SerialPort(settings)
            port = opened
            return opened
        }
        do throws(DeviceFault) {
            return try body(current)
        } catch {
            port.withLock { if $0 === current { $0 = nil } }
            throw error
        }
    }
}
