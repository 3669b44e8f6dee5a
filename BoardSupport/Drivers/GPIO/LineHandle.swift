import BoardDevices
import CGPIO

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A line that this process holds, given back with the value.
struct LineHandle: ~Copyable {
    /// What a line is held for.
    enum Direction {
        /// To drive it; it begins off.
        case output
        /// To read it.
        case input
    }

    private let address: LineAddress
    private let chip: OpaquePointer
    private let line: OpaquePointer

    /// The name under which other programs see who holds a line.
    static let consumer = "camgate"

    /// Takes a line.
    ///
    /// - Throws: `missing`, `busy` (naming who holds it) or `forbidden`.
    init(_ address: LineAddress, _ direction: Direction) throws(DeviceFault) {
        self.address = address
        guard let chip = gpiod_chip_open_lookup(address.chip) else {
            throw LineHandle.fault("\(address.chip)", errno, remedy: "camgate probe lists the chips of this machine")
        }
        let found =
            switch address.line {
            case .offset(let offset): gpiod_chip_get_line(chip, offset)
            case .name(let name): gpiod_chip_find_line(chip, name)
            }
        guard let found else {
            gpiod_chip_close(chip)
            throw DeviceFault(.missing, "\(address): the chip has no such line", remedy: "camgate probe lists its lines")
        }
        let flags = address.isActiveLow ? Int32(clamping: Int(GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW)) : 0
        let status =
            switch direction {
            case .output: gpiod_line_request_output_flags(found, LineHandle.consumer, flags, 0)
            case .input: gpiod_line_request_input_flags(found, LineHandle.consumer, flags)
            }
        guard status == 0 else {
            let number = errno
            let holder = gpiod_line_consumer(found).map { String(cString: $0) } ?? "another program"
            gpiod_chip_close(chip)
            guard number == EBUSY else { throw LineHandle.fault("\(address)", number) }
            throw DeviceFault(.busy, "\(address): in use by \(holder)", remedy: "stop it, or name another line")
        }
        self.chip = chip
        line = found
    }

    deinit {
        // Closing the chip gives its lines back.
        gpiod_chip_close(chip)
    }

    /// Drives the line.
    func set(_ on: Bool) throws(DeviceFault) {
        guard gpiod_line_set_value(line, on ? 1 : 0) == 0 else { throw LineHandle.fault("\(address)", errno) }
    }

    /// Reads the line.
    func read() throws(DeviceFault) -> Bool {
        let value = gpiod_line_get_value(line)
        guard value >= 0 else { throw LineHandle.fault("\(address)", errno) }
        return value == 1
    }

    /// The fault that an error number of a call means.
    static func fault(_ what: String, _ number: Int32, remedy: String = "") -> DeviceFault {
        let reason = String(cString: strerror(number))
        return switch number {
        case ENOENT, ENODEV, ENXIO: DeviceFault(.missing, "\(what): \(reason)", remedy: remedy)
        case EACCES, EPERM:
            DeviceFault(.forbidden, "\(what): \(reason)", remedy: "allow the service's user to open /dev/gpiochip*")
        case EBUSY: DeviceFault(.busy, "\(what): \(reason)", remedy: remedy)
        default: DeviceFault(.failed, "\(what): \(reason)", remedy: remedy)
        }
    }
}
