import GatewayCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The device's key in a file of its own in the state folder, readable to the service's user only: settings that are copied or
/// sent somewhere are of no use without it.
enum KeyFile {
    /// Why there is no key.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let mode: mode_t = 0o600

    /// The key in the folder; a new one where there is none yet, or none that could be one.
    static func key(in folder: String) throws -> DeviceKey {
        let path = "\(folder)/device.key"
        if let key = load(path).flatMap({ DeviceKey($0) }) { return key }
        let key = DeviceKey()
        try save(key.bytes, to: path)
        return key
    }

    private static func load(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: DeviceKey.size + 1)
        let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        return count == DeviceKey.size ? Array(bytes.prefix(count)) : nil
    }

    /// Written whole or not at all, whenever the power fails.
    private static func save(_ bytes: [UInt8], to path: String) throws {
        let draft = "\(path).new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure(draft) }
        let isWritten = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == bytes.count && fsync(file) == 0
        close(file)
        guard isWritten, rename(draft, path) == 0 else {
            let problem = failure(path)
            unlink(draft)
            throw problem
        }
        let folder = open(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(description: "\(path): \(String(cString: strerror(errno)))")
    }
}
