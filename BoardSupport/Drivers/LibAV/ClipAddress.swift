/// The path of a file, or the address of a stream in the network.
struct ClipAddress: Sendable {
    /// As the board file has it, with everything secret.
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// Whether it has a scheme (`rtsp://`).
    var isRemote: Bool { scheme != nil }

    /// Whether its pictures come at their own pace and cannot be had earlier.
    var isLive: Bool {
        ["rtsp", "rtsps", "rtp", "udp", "srt", "rtmp", "rtmps", "tcp"].contains(scheme ?? "")
    }

    /// Without user, password and query, for logs and faults.
    var withoutSecrets: String {
        guard let scheme else { return text }
        let rest = text.utf8.dropFirst(scheme.utf8.count + 3)
        // A password with an unescaped slash must not show either: everything up to the last @ goes.
        let begin = rest.lastIndex(of: UInt8(ascii: "@")).map { rest.index(after: $0) } ?? rest.startIndex
        let end = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        guard begin <= end else { return "\(scheme)://..." }
        let shown = String(decoding: Array(rest[begin..<end]), as: UTF8.self)
        return "\(scheme)://\(shown)"
    }

    private var scheme: String? {
        guard let mark = text.firstRange(of: "://"), mark.lowerBound > text.startIndex else { return nil }
        let scheme = text[..<mark.lowerBound]
        let isScheme = scheme.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "+")
        }
        return isScheme ? String(scheme).lowercased() : nil
    }
}
