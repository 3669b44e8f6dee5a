import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A folder for a test's files that goes away, with all that is in it, with this object.
public final class TemporaryFolder: Sendable {
    /// Its path.
    public let path: String

    /// Makes an empty folder.
    public init() throws {
        var template = Array("/tmp/camgate-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure() }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestFailure() }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                writeBytes(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            guard count > 0 else { throw TestFailure() }
            written += count
        }
        return file(name)
    }

    /// Removes a file.
    public func remove(_ name: String) throws {
        guard unlink(file(name)) == 0 else { throw TestFailure() }
    }

    /// Makes a FIFO and returns its path.
    public func makePipe(_ name: String) throws -> String {
        guard mkfifo(file(name), 0o600) == 0 else { throw TestFailure() }
        return file(name)
    }

    /// Opens a FIFO for writing and writes nothing; waits for its reader.
    public func openPipe(_ name: String) throws -> OpenPipe {
        let descriptor = open(file(name), O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TestFailure() }
        return OpenPipe(descriptor: descriptor)
    }

    /// The writing end of a FIFO.
    public struct OpenPipe: Sendable {
        fileprivate let descriptor: Int32

        /// Closes it.
        public func close() {
            closeDescriptor(descriptor)
        }
    }

    /// A file's contents.
    public func read(_ name: String) throws -> [UInt8] {
        let descriptor = open(file(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TestFailure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = readBytes(descriptor, &block, block.count)
            guard count >= 0 else { throw TestFailure() }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
    }
}

// Inside the class, the C library's names mean its own methods.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
private func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
