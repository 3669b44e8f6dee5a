import BoardDevices
import CSerial
import MediaCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open serial port: bytes as they are, nobody else's while it is open. Closed with the value.
final class SerialPort: Sendable {
    private let path: String
    private let file: Int32
    private let usesRTS: Bool
    private let sending = Mutex(())

    /// Opens a port.
    ///
    /// - Throws: `missing`, `busy`, `forbidden`, or `unsupported` for something that is no serial port or cannot do what is asked.
    init(_ settings: SerialSettings) throws(DeviceFault) {
        path = settings.path
        usesRTS = settings.direction == .rts
        file = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw SerialPort.fault(path, errno) }
        guard isatty(file) == 1 else { throw DeviceFault(.unsupported, "\(path): is no serial port") }
        guard camgate_serial_claim(file) == 0 else { throw SerialPort.fault(path, errno) }
        try configure(settings)
    }

    deinit {
        if file >= 0 { close(file) }
    }

    private func configure(_ settings: SerialSettings) throws(DeviceFault) {
        var attributes = termios()
        guard tcgetattr(file, &attributes) == 0 else { throw SerialPort.fault(path, errno) }
        cfmakeraw(&attributes)
        attributes.c_cflag |= tcflag_t(CLOCAL | CREAD)
        attributes.c_cflag &= ~tcflag_t(CSTOPB | PARENB | PARODD)
        switch settings.parity {
        case .none: break
        case .even: attributes.c_cflag |= tcflag_t(PARENB)
        case .odd: attributes.c_cflag |= tcflag_t(PARENB | PARODD)
        }
        let speed = SerialPort.speed(settings.rate)
        cfsetispeed(&attributes, speed)
        cfsetospeed(&attributes, speed)
        guard tcsetattr(file, TCSANOW, &attributes) == 0 else { throw SerialPort.fault(path, errno) }
        if settings.direction == .rs485, camgate_serial_set_rs485(file, 1) != 0 {
            throw DeviceFault(
                .unsupported, "\(path): the port has no RS-485 mode",
                remedy: "use \"direction: rts\" if RTS turns the line, or \"none\" if it turns itself")
        }
        if usesRTS, camgate_serial_set_rts(file, 0) != 0 {
            throw DeviceFault(.unsupported, "\(path): the port has no line RTS", remedy: "use \"direction: none\" or \"rs485\"")
        }
    }

    /// Sends bytes, unless `isValid` says, with nobody else sending, that they are not wanted any more.
    ///
    /// - Returns: whether they were sent.
    func write(_ bytes: [UInt8], if isValid: () -> Bool) throws(DeviceFault) -> Bool {
        try sending.withLock { _ throws(DeviceFault) in
            guard isValid() else { return false }
            if usesRTS { _ = camgate_serial_set_rts(file, 1) }
            defer {
                if usesRTS {
                    _ = tcdrain(file)
                    _ = camgate_serial_set_rts(file, 0)
                }
            }
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
                if count >= 0 {
                    sent += count
                } else if errno == EAGAIN {
                    // The port's buffer holds thousands of bytes: it is full only if nothing leaves it.
                    guard try wait(for: POLLOUT, until: .now + .milliseconds(500)) else {
                        throw DeviceFault(
                            .failed, "\(path): the port sends nothing", remedy: "look at its wires and its settings")
                    }
                } else if errno != EINTR {
                    throw SerialPort.fault(path, errno)
                }
            }
            return true
        }
    }

    /// The bytes that came, as soon as some did; none if nothing comes until `end`.
    func read(until end: MonotonicInstant) throws(DeviceFault) -> [UInt8] {
        while try wait(for: POLLIN, until: end) {
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = systemRead(file, &bytes, bytes.count)
            if count > 0 { return Array(bytes.prefix(count)) }
            if count == 0 { throw cut }
            if errno != EAGAIN && errno != EINTR { throw SerialPort.fault(path, errno) }
        }
        return []
    }

    /// Throws away what came and was not read.
    func discardInput() {
        tcflush(file, TCIFLUSH)
    }

    private func wait(for events: Int32, until end: MonotonicInstant) throws(DeviceFault) -> Bool {
        while true {
            let rest = max(0, (end - .now).wholeNanoseconds)
            var entry = pollfd(fd: file, events: Int16(events), revents: 0)
            let ready = poll(&entry, 1, Int32(clamping: (rest + 999_999) / 1_000_000))
            if ready > 0 {
                if entry.revents & Int16(events) != 0 { return true }
                throw cut
            }
            if ready == 0 { return false }
            if errno != EINTR { throw SerialPort.fault(path, errno) }
        }
    }

    private var cut: DeviceFault {
        DeviceFault(.missing, "\(path): the line was cut", remedy: "plug the port's adapter in again")
    }

    private static func speed(_ rate: Int) -> speed_t {
        switch rate {
        case 1_200: speed_t(B1200)
        case 2_400: speed_t(B2400)
        case 4_800: speed_t(B4800)
        case 19_200: speed_t(B19200)
        case 38_400: speed_t(B38400)
        case 57_600: speed_t(B57600)
        case 115_200: speed_t(B115200)
        default: speed_t(B9600)
        }
    }

    private static func fault(_ path: String, _ number: Int32) -> DeviceFault {
        let reason = String(cString: strerror(number))
        return switch number {
        case ENOENT, ENODEV, ENXIO: DeviceFault(.missing, "\(path): \(reason)", remedy: "camgate probe lists the serial ports")
        case EIO: DeviceFault(.missing, "\(path): the line was cut", remedy: "plug the port's adapter in again")
        case EACCES, EPERM:
            DeviceFault(.forbidden, "\(path): \(reason)", remedy: "put the service's user into the port's group")
        case EBUSY: DeviceFault(.busy, "\(path): in use by another program", remedy: "stop it; a console or a getty, perhaps")
        default: DeviceFault(.failed, "\(path): \(reason)")
        }
    }
}

// The port's own names hide those of the C library.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }

private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int { read(file, bytes, count) }
