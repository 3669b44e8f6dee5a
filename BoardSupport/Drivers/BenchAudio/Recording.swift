import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file of raw 16-bit samples, lower byte first, that begins anew with the process.
final class Recording: Sendable {
    private let file: Int32

    init(_ path: String) throws(DeviceFault) {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DeviceFault(.failed, "recording \(path): \(String(cString: strerror(errno)))") }
    }

    /// Appends samples; a full disk loses them.
    func append(_ samples: [Int16]) {
        let bytes = samples.map(\.littleEndian)
        _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    }

    deinit {
        close(file)
    }
}
