#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The file of a Unix socket.
struct SocketFile {
    /// Its path.
    let path: String

    /// Removes what a process that was killed has left behind.
    ///
    /// - Throws: ``HTTPServerFailure`` if somebody listens there, or it is no socket.
    func clear() throws(HTTPServerFailure) {
        var about = stat()
        guard lstat(path, &about) == 0 else { return }
        guard about.st_mode & S_IFMT == S_IFSOCK else { throw HTTPServerFailure("\(path) is there and is no socket") }
        if isServed { throw HTTPServerFailure("another process listens on \(path)") }
        remove()
    }

    /// Lets owner and group talk to the server, and nobody else.
    func open() throws(HTTPServerFailure) {
        guard chmod(path, 0o660) == 0 else {
            throw HTTPServerFailure("cannot change the rights of \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Removes the file.
    func remove() {
        unlink(path)
    }

    private var isServed: Bool {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_UNIX, kind | O_CLOEXEC | O_NONBLOCK, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // A full queue is a sign of life as well.
        return status == 0 || errno == EAGAIN
    }
}
