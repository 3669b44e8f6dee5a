import BoardDevices
import GatewayCore

/// What a request's URL asks for: `rtsp://host:port/stream1/trackID=0?uid=...`.
///
/// Clients put what the description calls a track behind the whole URL, query and all; both places are understood.
struct StreamURL {
    /// The stream, or nil if the path is none.
    let stream: VideoStream?
    /// The track, or nil if the URL means the whole stream.
    let track: Int?
    /// The session id of the CGI interface, if there is one.
    let uid: String?
    /// The stream's URL without query and user, to be put before `trackID=N`; it ends with a slash.
    let base: String
    /// The path alone, for the log.
    let path: String

    /// Takes a URL apart; nil if it is no absolute `rtsp` or `rtsps` URL and no path.
    init?(_ text: String) {
        let bytes = ArraySlice(text.utf8)
        var rest = bytes
        var root = ""
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) {
            let given = String(decoding: bytes[..<colon], as: UTF8.self)
            guard let scheme = ["rtsp", "rtsps"].first(where: { $0.hasSameBytesIgnoringCase(as: given) }) else { return nil }
            let authority = bytes[(colon + 3)...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
            guard !authority.isEmpty else { return nil }
            let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
            root = "\(scheme)://" + String(decoding: host, as: UTF8.self)
            rest = bytes[authority.endIndex...]
        } else {
            guard bytes.first == UInt8(ascii: "/") else { return nil }
        }
        let pathBytes = rest.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "&") }
        var query = rest[pathBytes.endIndex...].dropFirst()
        var segments = pathBytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        path = String(decoding: pathBytes, as: UTF8.self)
        // The leading slash leaves an empty first segment, a trailing one an empty last.
        if segments.first?.isEmpty == true { segments.removeFirst() }
        if segments.count > 1, segments.last?.isEmpty == true { segments.removeLast() }
        var trackText: ArraySlice<UInt8>?
        if segments.count == 2 { trackText = segments.removeLast() }
        if let slash = query.firstIndex(of: UInt8(ascii: "/")) {
            let behind = query[(slash + 1)...]
            if !behind.isEmpty, trackText == nil { trackText = behind }
            query = query[..<slash]
        }
        uid = query.split(separator: UInt8(ascii: "&")).first { $0.starts(with: "uid=".utf8) }.map {
            String(decoding: $0.dropFirst(4), as: UTF8.self)
        }
        let name = segments.count == 1 ? String(decoding: segments[0], as: UTF8.self) : ""
        let named = VideoStream.allCases.first { $0.rawValue.hasSameBytes(as: name) }
        track = trackText.flatMap(StreamURL.trackNumber)
        stream = trackText != nil && track == nil ? nil : named
        base = "\(root)/\(name)/"
    }

    private static func trackNumber(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.starts(with: "trackID=".utf8) else { return nil }
        let digits = text.dropFirst(8)
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
