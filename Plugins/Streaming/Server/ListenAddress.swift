/// Where a server listens: `0.0.0.0:554`, `[::1]:8554`, `:554` for every address.
struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A numeric address or a host name.
    let host: String
    /// 0 lets the system choose.
    let port: Int

    /// Reads an address; nil if it is none.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = bytes[(colon + 1)...]
        guard (1...5).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), port <= 65_535
        else { return nil }
        var host = bytes[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]"), host.count > 2 {
            host = host.dropFirst().dropLast()
        } else if host.contains(where: { ":[]".utf8.contains($0) }) {
            return nil
        }
        self.host = host.isEmpty ? "0.0.0.0" : String(decoding: host, as: UTF8.self)
        self.port = port
    }

    /// An address with a port that is known.
    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
