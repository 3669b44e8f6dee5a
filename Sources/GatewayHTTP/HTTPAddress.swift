/// Where an HTTP server listens: `HOST:PORT`, `[IPv6]:PORT` or `unix:/path`.
public enum HTTPAddress: Sendable, Hashable, CustomStringConvertible {
    /// A TCP port of a host's address; port 0 lets the system choose.
    case tcp(host: String, port: Int)
    /// A socket file.
    case unix(path: String)

    /// Reads an address; nil if it has none of the forms.
    public init?(_ text: String) {
        let bytes = text.utf8
        if bytes.starts(with: "unix:".utf8) {
            let path = String(text[bytes.index(bytes.startIndex, offsetBy: 5)...])
            // The kernel's limit of a socket's name, its end included, is 108 bytes.
            guard (1...107).contains(path.utf8.count), !path.utf8.contains(0) else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), let port = UInt16(text[bytes.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.utf8.first == UInt8(ascii: "[") {
            guard host.utf8.last == UInt8(ascii: "]") else { return nil }
            host = host.dropFirst().dropLast()
        } else if host.utf8.contains(UInt8(ascii: ":")) {
            return nil
        }
        self = .tcp(host: host.isEmpty ? "0.0.0.0" : String(host), port: Int(port))
    }

    /// The address in the form that it is read in.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
