import Glibc

/// A folder that goes away with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/camgate-store-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Failure() }
        path = String(cString: made)
    }

    deinit {
        removeTree(path)
    }

    struct Failure: Error {}
}

/// Copies the settings file and its log as they are on the disk at this moment: what a killed process leaves.
func copySettings(from source: String, to target: String) throws {
    mkdir(target, 0o700)
    for name in ["settings.db", "settings.db-wal"] {
        guard let bytes = readFile("\(source)/\(name)") else { continue }
        try writeFile("\(target)/\(name)", bytes)
    }
}

func readFile(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
    return bytes
}

func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    guard let file = fopen(path, "wb") else { throw TemporaryFolder.Failure() }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw TemporaryFolder.Failure() }
}

func permissions(of path: String) -> mode_t? {
    var about = stat()
    guard lstat(path, &about) == 0 else { return nil }
    return about.st_mode & 0o777
}

private func removeTree(_ path: String) {
    if let folder = opendir(path) {
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { removeTree("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
    } else {
        unlink(path)
    }
}
