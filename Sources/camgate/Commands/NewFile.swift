import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Writes files for integrators, and never over one of theirs unasked.
enum NewFile {
    /// Writes a whole file.
    ///
    /// - Parameter replacing: whether a file that is there may be overwritten.
    static func write(_ text: String, to path: String, replacing: Bool) throws(ConfigFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (replacing ? O_TRUNC : O_EXCL), 0o644)
        guard descriptor >= 0 else {
            throw failure(path, errno == EEXIST ? "is there already; --force overwrites it" : "cannot be written: \(reason)")
        }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { put(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(path, "cannot be written: \(reason)") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, "cannot be written: \(reason)") }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func failure(_ path: String, _ message: String) -> ConfigFailure {
        ConfigFailure([ConfigProblem(file: path, line: nil, path: "", message: message)])
    }
}

// Inside the type, the C library's name means its own method.
private func put(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(descriptor, bytes, count) }
