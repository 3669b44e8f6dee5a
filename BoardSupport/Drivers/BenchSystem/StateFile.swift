import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Small files that stand for what real devices keep without power. They are written whole and flushed with their folder.
enum StateFile {
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = bytes.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        return String(validating: bytes[..<count], as: UTF8.self)
    }

    static func write(_ path: String, _ text: String) throws(DeviceFault) {
        try write(path, Array(text.utf8))
    }

    static func write(_ path: String, _ bytes: [UInt8]) throws(DeviceFault) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault(temporary) }
        var isWritten = put(bytes, into: file) && fsync(file) == 0
        var problem = errno
        close(file)
        if isWritten {
            isWritten = rename(temporary, path) == 0
            problem = errno
        }
        guard isWritten else {
            unlink(temporary)
            errno = problem
            throw fault(path)
        }
        try syncFolder(of: path)
    }

    /// Makes a folder and those of a path in it, one below the other, each durably.
    static func makeFolders(of path: String, below root: String) throws(DeviceFault) {
        try makeFolder(root)
        var folder = root
        for part in path.split(separator: "/").dropLast() {
            guard part != ".." && part != "." else { throw DeviceFault(.outOfRange, "path \(path) leaves the volume") }
            folder += "/\(part)"
            try makeFolder(folder)
        }
    }

    private static func makeFolder(_ folder: String) throws(DeviceFault) {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw fault(folder) }
        try syncFolder(of: folder)
    }

    private static func put(_ bytes: [UInt8], into file: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    private static func syncFolder(of path: String) throws(DeviceFault) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        let file = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw fault(folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw fault(folder) }
    }

    private static func fault(_ path: String) -> DeviceFault {
        DeviceFault(.failed, "\(path): \(String(cString: strerror(errno)))")
    }
}

// The type's own names hide the C library's.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, buffer, count)
}

private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(file, buffer, count)
}
