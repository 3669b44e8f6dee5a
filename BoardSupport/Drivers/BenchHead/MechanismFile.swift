import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where the axes of a simulated mechanism truly are, in a file, as iron keeps its place without any power.
///
/// The file holds motions, not places: one that is under way when the process dies goes on, as in a head that was told where to
/// go. Line by line: axis, start, end, speed a second, nanoseconds of the monotonic clock when it began.
struct MechanismFile: Sendable {
    private static let length = 1_024

    /// The file, or nil for a mechanism that is gone with the process.
    let path: String?

    /// The motions of the axes; nothing where the file does not exist or holds something else.
    func read() -> [String: Glide] {
        guard let path else { return [:] }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [:] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: MechanismFile.length)
        let count = bytes.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
        guard count > 0, let text = String(validating: bytes[..<count], as: UTF8.self) else { return [:] }
        var glides: [String: Glide] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 5, let start = Double(words[1]), let end = Double(words[2]), let speed = Double(words[3]),
                let began = Int64(words[4]), start.isFinite, end.isFinite, speed.isFinite, speed >= 0
            else { continue }
            glides[words[0]] = Glide(from: start, to: end, speed: speed, began: MonotonicInstant(nanoseconds: began))
        }
        return glides
    }

    /// Replaces the motions. A folder that does not exist means that the mechanism is gone with the process.
    func keep(_ glides: [String: Glide]) {
        guard let path else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let lines = glides.sorted { $0.key < $1.key }.map { axis, glide in
            "\(axis) \(glide.start) \(glide.end) \(glide.speed) \(glide.began.nanoseconds)\n"
        }
        var bytes = Array(lines.joined().utf8)
        // Always the same length in one write: a process that is killed leaves the motions of before or of now.
        bytes += Array(repeating: UInt8(ascii: "\n"), count: max(0, MechanismFile.length - bytes.count))
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }
}

// The type's own name hides the C library's.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, buffer, count)
}
