#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The kernel's files below a folder: `/` on a machine, a copy in tests. What is not there reads as nothing.
struct KernelTree: Sendable {
    /// The largest file that is read, in bytes; the kernel's own lists are far smaller.
    private static let limit = 262_144

    private let root: String

    /// - Parameter root: the folder that stands for `/`; empty on a machine.
    init(root: String = "") {
        self.root = root
    }

    /// The file's text; bytes that are not UTF-8 are replaced.
    func text(_ path: String) -> String? {
        let file = open(root + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < KernelTree.limit {
            let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // Attributes such as the speed of a port without a link answer with an error.
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The file's first line without white space around it; nil where that is empty.
    func word(_ path: String) -> String? {
        guard let line = text(path)?.split(whereSeparator: \.isNewline).first else { return nil }
        let word = line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        return word.isEmpty ? nil : String(word)
    }

    /// The file's lines.
    func lines(_ path: String) -> [String] {
        (text(path) ?? "").split(whereSeparator: \.isNewline).map(String.init)
    }

    /// The names in a folder, sorted as people count: `ttyS2` before `ttyS10`.
    func names(_ path: String) -> [String] {
        guard let folder = opendir(root + path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { KernelTree.order($0) < KernelTree.order($1) }
    }

    /// Whether there is something at the path.
    func exists(_ path: String) -> Bool { access(root + path, F_OK) == 0 }

    /// The last part of what a link leads to, such as the name of a device's driver.
    func target(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink(root + path, $0, text.count) } ?? -1
            }
        }
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "/").last.map(String.init)
    }

    /// The path as this process opens it.
    func opened(_ path: String) -> String { root + path }

    private static func order(_ name: String) -> (String, Int) {
        let digits = name.utf8.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        let stem = name.utf8.count - digits
        return (String(name.prefix(stem)), Int(name.utf8.dropFirst(stem).map { String(UnicodeScalar($0)) }.joined()) ?? -1)
    }
}
