#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The folder of the settings file: only its owner may look into it, and what is made or renamed in it is on the disk.
struct SettingsFolder {
    /// The folder's path.
    let path: String

    /// The settings file.
    var file: String { "\(path)/settings.db" }

    /// Makes folder and file where they are missing and sees to their rights.
    func prepare() throws(StoreFailure) {
        try SettingsFolder.make(path)
        guard chmod(path, 0o700) == 0 else { throw SettingsFolder.failure("cannot change the rights of", path) }
        // SQLite would make the file with the rights that umask leaves; its log inherits the rights of the file.
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SettingsFolder.failure("cannot open", file) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw SettingsFolder.failure("cannot change the rights of", file) }
        try SettingsFolder.sync(path)
    }

    /// Gives a damaged file another name, replacing one that was damaged earlier; returns the name.
    func moveAside() throws(StoreFailure) -> String {
        let aside = "\(file).damaged"
        // The log goes first: beside a new file it would be taken for that file's own.
        for (old, new) in [("\(file)-wal", "\(aside)-wal"), (file, aside)] {
            guard rename(old, new) == 0 || errno == ENOENT else { throw SettingsFolder.failure("cannot rename", old) }
        }
        try SettingsFolder.sync(path)
        return aside
    }

    private static func make(_ path: String) throws(StoreFailure) {
        if mkdir(path, 0o700) != 0 {
            if errno == EEXIST { return }
            guard errno == ENOENT, let above = parent(of: path) else { throw failure("cannot make", path) }
            try make(above)
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("cannot make", path) }
        }
        try sync(parent(of: path) ?? ".")
    }

    /// The folder above, or nil where the path names none.
    private static func parent(of path: String) -> String? {
        let bytes = path.utf8
        guard let last = bytes.lastIndex(where: { $0 != UInt8(ascii: "/") }),
            let slash = bytes[...last].lastIndex(of: UInt8(ascii: "/"))
        else { return nil }
        return slash == bytes.startIndex ? "/" : String(path[..<slash])
    }

    private static func sync(_ path: String) throws(StoreFailure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot open", path) }
        defer { close(descriptor) }
        // Some file systems know no sync of folders; they say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("cannot sync", path) }
    }

    private static func failure(_ what: String, _ path: String) -> StoreFailure {
        let number = errno
        let kind: StoreFailure.Kind = number == ENOSPC || number == EDQUOT ? .full : .inaccessible
        return StoreFailure(kind, "\(what) \(path): \(String(cString: strerror(number)))")
    }
}
