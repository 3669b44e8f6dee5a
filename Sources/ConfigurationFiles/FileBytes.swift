import BoardDevices
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads regular files of a bounded size.
enum FileBytes {
    /// The whole file.
    static func load(_ path: String, limit: Int) throws(ConfigFailure) -> [UInt8] {
        // Without O_NONBLOCK a pipe would hold the start up for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(descriptor) }
        var about = stat()
        guard fstat(descriptor, &about) == 0 else { throw failure(path, "cannot be examined") }
        guard about.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationFile.failure(path, nil, "expected a file, found something else")
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, "cannot be read") }
            if count == 0 { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= limit else {
                throw ConfigurationFile.failure(path, nil, "expected at most \(limit) bytes")
            }
        }
    }

    private static func failure(_ path: String, _ what: String) -> ConfigFailure {
        ConfigurationFile.failure(path, nil, "\(what): \(String(cString: strerror(errno)))")
    }
}
