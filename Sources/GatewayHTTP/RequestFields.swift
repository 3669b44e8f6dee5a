import GatewayCore
import NIOHTTP1

/// What a request's head says to the server, read in one pass.
struct RequestFields {
    /// The head for the gateway.
    let head: RequestHead
    /// Whether a body follows.
    let hasBody: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    let expectsContinue: Bool
    /// Whether the decoder reads no further than this request.
    let isLast: Bool
    /// Request line and fields, in bytes.
    let size: Int

    /// Reads a head that came from `peer`; `trustsProxy` lets the last entry of `X-Forwarded-For` replace it.
    init(_ head: HTTPRequestHead, peer: String, trustsProxy: Bool) {
        var authorization: String?
        var contentType: String?
        var contentLength: Int?
        var isChunked = false
        var expectsContinue = false
        var isUpgrade = head.method == .CONNECT
        var source = peer
        var size = head.uri.utf8.count + 16
        for (name, value) in head.headers {
            size += name.utf8.count + value.utf8.count + 4
            // The length tells most fields apart without comparing them.
            switch name.utf8.count {
            case 6 where name.hasSameBytesIgnoringCase(as: "expect"):
                expectsContinue = value.hasSameBytesIgnoringCase(as: "100-continue")
            case 7 where name.hasSameBytesIgnoringCase(as: "upgrade"):
                isUpgrade = true
            case 12 where name.hasSameBytesIgnoringCase(as: "content-type"):
                contentType = value
            case 13 where name.hasSameBytesIgnoringCase(as: "authorization"):
                authorization = value
            case 14 where name.hasSameBytesIgnoringCase(as: "content-length"):
                contentLength = Int(value)
            case 15 where trustsProxy && name.hasSameBytesIgnoringCase(as: "x-forwarded-for"):
                source = RequestFields.lastEntry(of: value) ?? source
            case 17 where name.hasSameBytesIgnoringCase(as: "transfer-encoding"):
                isChunked = true
            default: break
            }
        }
        self.head = RequestHead(
            method: head.method.rawValue, target: RequestFields.target(head.uri), authorization: authorization,
            contentType: contentType, contentLength: contentLength, source: source)
        hasBody = isChunked || (contentLength ?? 0) > 0
        self.expectsContinue = expectsContinue && head.version.minor > 0
        isLast = isUpgrade
        self.size = size
    }

    /// The target without scheme and authority, which proxies send.
    static func target(_ uri: String) -> String {
        var target = uri[...]
        if uri.utf8.first != UInt8(ascii: "/"), let scheme = uri.utf8.firstRange(of: "://".utf8) {
            let rest = uri[scheme.upperBound...]
            let start = rest.utf8.firstIndex { [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "&")].contains($0) }
            let path = start.map { rest[$0...] } ?? ""
            target = path.utf8.first == UInt8(ascii: "/") ? path : "/" + path
        }
        return String(target)
    }

    /// The proxy's own entry: what stands before it may be the client's invention.
    static func lastEntry(of list: String) -> String? {
        let entry = list.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).last ?? list.utf8[...]
        let blanks: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let trimmed = entry.drop(while: blanks)
        let end = trimmed.lastIndex { !blanks($0) }.map { trimmed.index(after: $0) } ?? trimmed.startIndex
        let bytes = trimmed[..<end]
        guard (1...64).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(Substring(bytes))
    }
}
