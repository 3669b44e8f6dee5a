import Glibc
import MediaCore

/// A client that sends bytes as they are. Its blocking calls run on a thread of its own and give up after 20 s.
final class RawClient: Sendable {
    struct Answer: Sendable {
        var status = 0
        var head = ""
        var body = ""

        /// The value of a header field, or nil.
        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.utf8.count + 2)) }
        }
    }

    enum Trouble: Error {
        case connect(Int32)
        case send(Int32)
        case receive(Int32)
        case endOfStream(String)
        case noHTTP(String)
    }

    private let descriptor: Int32
    private let worker = Worker(name: "raw client")

    init(port: Int) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        descriptor = try RawClient.connected(address, AF_INET)
    }

    init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = try RawClient.connected(address, AF_UNIX)
    }

    private static func connected<Address>(_ address: Address, _ family: Int32) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard status == 0 else {
            defer { close(descriptor) }
            throw Trouble.connect(errno)
        }
        return descriptor
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await worker.run { [descriptor] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Trouble.send(errno) }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Says that nothing more will be sent.
    func endOutput() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next reply; with `hasBody` false its length is not waited for.
    func answer(hasBody: Bool = true) async throws -> Answer {
        try await worker.run { [descriptor] in
            var head: [UInt8] = []
            while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) { head += try RawClient.receive(descriptor, 1, head) }
            var answer = Answer()
            answer.head = String(decoding: head, as: UTF8.self)
            guard answer.head.hasPrefix("HTTP/1.1 "), let status = Int(answer.head.dropFirst(9).prefix(3)) else {
                throw Trouble.noHTTP(answer.head)
            }
            answer.status = status
            var body: [UInt8] = []
            let length = answer.field("Content-Length").flatMap { Int($0) } ?? 0
            while hasBody && body.count < length { body += try RawClient.receive(descriptor, length - body.count, body) }
            answer.body = String(decoding: body, as: UTF8.self)
            return answer
        }
    }

    /// Everything until the server closes; a reset counts as a close.
    func rest() async throws -> String {
        try await worker.run { [descriptor] in
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &piece, piece.count, 0)
                if count == 0 || (count < 0 && errno == ECONNRESET) { return String(decoding: bytes, as: UTF8.self) }
                guard count > 0 else { throw Trouble.receive(errno) }
                bytes += piece[..<count]
            }
        }
    }

    /// A request and its reply.
    func ask(_ text: String) async throws -> Answer {
        try await send(text)
        return try await answer()
    }

    private static func receive(_ descriptor: Int32, _ limit: Int, _ before: [UInt8]) throws -> ArraySlice<UInt8> {
        var piece = [UInt8](repeating: 0, count: min(limit, 65_536))
        let count = recv(descriptor, &piece, piece.count, 0)
        if count == 0 { throw Trouble.endOfStream(String(decoding: before, as: UTF8.self)) }
        guard count > 0 else { throw Trouble.receive(errno) }
        return piece[..<count]
    }
}
