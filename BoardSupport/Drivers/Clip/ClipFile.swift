import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open file, pipe or the standard input, closed with the value.
struct ClipFile: ~Copyable {
    /// Why a read did not give all its bytes.
    enum Shortage: Error, Equatable {
        /// There was no more; so many bytes came.
        case end(after: Int)
        /// Somebody raised the stop signal.
        case stopped
        /// The kernel's error number.
        case failed(Int32)
    }

    /// The path as it was given; `-` is the standard input.
    let path: String
    /// Whether this is a file with a beginning to come back to.
    let isSeekable: Bool
    /// Whether a new writer may come when this one is gone (a FIFO).
    let isReopenable: Bool
    /// Bytes of a file; 0 for a pipe.
    let length: Int

    private let descriptor: Int32

    init(path: String) throws(DeviceFault) {
        self.path = path
        // Without O_NONBLOCK, opening a FIFO would wait for its writer.
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        let failure = errno
        var status = stat()
        let isKnown = descriptor >= 0 && fstat(descriptor, &status) == 0
        let kind = isKnown ? status.st_mode & S_IFMT : 0
        isSeekable = kind == S_IFREG
        isReopenable = kind == S_IFIFO && path != "-"
        length = isSeekable ? Int(status.st_size) : 0
        guard descriptor >= 0 else { throw ClipFile.fault(path, failure) }
        guard isKnown, isSeekable || kind == S_IFIFO || kind == S_IFSOCK || kind == S_IFCHR else {
            throw DeviceFault(.failed, "clip \(path) is neither a file nor a pipe")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Reads until the block is full.
    ///
    /// - Parameter stop: a descriptor whose becoming readable ends a wait for a pipe.
    func fill(_ block: UnsafeMutableRawBufferPointer, stop: Int32) throws(Shortage) {
        var filled = 0
        while filled < block.count {
            if !isSeekable { try wait(stop: stop) }
            let count = read(descriptor, block.baseAddress.map { $0 + filled }, block.count - filled)
            if count > 0 {
                filled += count
            } else if count == 0 {
                throw .end(after: filled)
            } else if errno != EINTR && errno != EAGAIN {
                throw .failed(errno)
            }
        }
    }

    /// Reads a line of at most `limit` bytes, without its end.
    func line(limit: Int, stop: Int32) throws(Shortage) -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < limit {
            try withUnsafeMutableBytes(of: &byte) { block throws(Shortage) in try fill(block, stop: stop) }
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
        return line
    }

    /// Everything in a file.
    ///
    /// - Throws: why it cannot be read; `failed` where it is no file, or larger than `limit` bytes.
    func contents(limit: Int) throws(DeviceFault) -> [UInt8] {
        guard isSeekable, length <= limit else {
            throw DeviceFault(.failed, "\(path) is no file of at most \(limit) bytes")
        }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 1)
        defer { block.deallocate() }
        do throws(Shortage) {
            try fill(block, stop: -1)
        } catch {
            throw DeviceFault(.failed, "\(path) cannot be read")
        }
        return Array(block)
    }

    /// Goes to a place in a file.
    func seek(to offset: Int) {
        lseek(descriptor, off_t(offset), SEEK_SET)
    }

    private func wait(stop: Int32) throws(Shortage) {
        var waiting = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&waiting, 2, -1) < 0 {
            guard errno == EINTR else { throw .failed(errno) }
        }
        if waiting[1].revents != 0 { throw .stopped }
    }

    private static func fault(_ path: String, _ number: Int32) -> DeviceFault {
        let reason = String(cString: strerror(number))
        switch number {
        case ENOENT, ENOTDIR:
            return DeviceFault(.missing, "clip \(path): \(reason)", remedy: "check the path in the board file")
        case EACCES, EPERM:
            return DeviceFault(.forbidden, "clip \(path): \(reason)", remedy: "allow the service's user to read it")
        default:
            return DeviceFault(.failed, "clip \(path): \(reason)")
        }
    }
}
