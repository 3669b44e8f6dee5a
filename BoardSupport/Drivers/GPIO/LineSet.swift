import BoardDevices
import CGPIO

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Lines of one chip that this process holds by one request, so that one call sets or reads all of them at the same moment.
struct LineSet: ~Copyable {
    private let name: String
    private let chip: OpaquePointer
    private let bulk: UnsafeMutablePointer<gpiod_line_bulk>
    private let values: UnsafeMutablePointer<Int32>
    private let count: Int

    /// Takes lines of a chip.
    ///
    /// - Parameters:
    ///   - chip: the chip as board files name it.
    ///   - lines: up to eight of its lines; the first is bit 0 of what is set and read.
    ///   - outputs: the levels that the lines are driven to from the first moment; nil to read them.
    /// - Throws: `missing`, `busy` (naming who holds a line) or `forbidden`.
    init(chip name: String, lines: [LineAddress.Line], outputs: UInt8?) throws(DeviceFault) {
        guard let chip = gpiod_chip_open_lookup(name) else {
            throw LineHandle.fault(name, errno, remedy: "camgate probe lists the chips of this machine")
        }
        let bulk = UnsafeMutablePointer<gpiod_line_bulk>.allocate(capacity: 1)
        let values = UnsafeMutablePointer<Int32>.allocate(capacity: lines.count)
        gpiod_line_bulk_init(bulk)
        do throws(DeviceFault) {
            try LineSet.request(lines, of: chip, name, into: bulk, values, outputs)
        } catch {
            gpiod_chip_close(chip)
            bulk.deallocate()
            values.deallocate()
            throw error
        }
        self.name = "\(name) lines \(lines.map(\.description).joined(separator: ", "))"
        self.chip = chip
        self.bulk = bulk
        self.values = values
        count = lines.count
    }

    deinit {
        // Closing the chip gives its lines back.
        gpiod_chip_close(chip)
        bulk.deallocate()
        values.deallocate()
    }

    /// Drives all lines at once; bit 0 is the first line.
    func set(_ levels: UInt8) throws(DeviceFault) {
        LineSet.spread(levels, into: values, count)
        guard gpiod_line_set_value_bulk(bulk, values) == 0 else { throw LineHandle.fault(name, errno) }
    }

    /// Reads all lines at once; bit 0 is the first line.
    func read() throws(DeviceFault) -> UInt8 {
        guard gpiod_line_get_value_bulk(bulk, values) == 0 else { throw LineHandle.fault(name, errno) }
        return (0..<count).reduce(0) { levels, index in levels | (values[index] != 0 ? 1 << UInt8(index) : 0) }
    }

    private static func request(
        _ lines: [LineAddress.Line], of chip: OpaquePointer, _ name: String, into bulk: UnsafeMutablePointer<gpiod_line_bulk>,
        _ values: UnsafeMutablePointer<Int32>, _ outputs: UInt8?
    ) throws(DeviceFault) {
        for line in lines {
            guard let found = line.found(on: chip) else {
                throw DeviceFault(
                    .missing, "\(name) line \(line): the chip has no such line", remedy: "camgate probe lists its lines")
            }
            gpiod_line_bulk_add(bulk, found)
        }
        let status: Int32
        if let outputs {
            spread(outputs, into: values, lines.count)
            status = gpiod_line_request_bulk_output(bulk, LineHandle.consumer, values)
        } else {
            status = gpiod_line_request_bulk_input(bulk, LineHandle.consumer)
        }
        guard status != 0 else { return }
        let number = errno
        guard number == EBUSY, let busy = lines.first(where: { $0.holder(on: chip) != nil }) else {
            throw LineHandle.fault("\(name) lines \(lines.map(\.description).joined(separator: ", "))", number)
        }
        throw DeviceFault(
            .busy, "\(name) line \(busy): in use by \(busy.holder(on: chip) ?? "another program")",
            remedy: "stop it, or name another line")
    }

    private static func spread(_ levels: UInt8, into values: UnsafeMutablePointer<Int32>, _ count: Int) {
        for index in 0..<count { values[index] = levels & (1 << UInt8(index)) != 0 ? 1 : 0 }
    }
}

extension LineAddress.Line: CustomStringConvertible {
    var description: String {
        switch self {
        case .offset(let offset): "\(offset)"
        case .name(let name): name
        }
    }

    fileprivate func found(on chip: OpaquePointer) -> OpaquePointer? {
        switch self {
        case .offset(let offset): gpiod_chip_get_line(chip, offset)
        case .name(let name): gpiod_chip_find_line(chip, name)
        }
    }

    /// Who holds the line; nil if nobody does.
    fileprivate func holder(on chip: OpaquePointer) -> String? {
        guard let line = found(on: chip), gpiod_line_update(line) == 0, gpiod_line_is_used(line) else { return nil }
        return gpiod_line_consumer(line).map { String(cString: $0) } ?? "another program"
    }
}
