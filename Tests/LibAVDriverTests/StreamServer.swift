import GatewayTesting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A TCP server on the loopback address that sends what a test tells it to.
final class StreamServer: Sendable {
    /// A connection to a client.
    struct Connection: Sendable {
        fileprivate let descriptor: Int32

        func close() {
            closeDescriptor(descriptor)
        }
    }

    let port: UInt16
    private let listener: Int32

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 4) == 0 && getsockname(listener, address, &length) == 0
            }
        }
        self.listener = listener
        guard status else { throw TestFailure() }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        closeDescriptor(listener)
    }

    /// Waits for a client.
    func accept() throws -> Connection {
        let descriptor = acceptClient(listener)
        guard descriptor >= 0 else { throw TestFailure() }
        return Connection(descriptor: descriptor)
    }

    /// Waits for a client, sends it bytes and goes away.
    func acceptAndSend(_ bytes: [UInt8]) throws {
        let connection = try accept()
        defer { connection.close() }
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { block in
                send(
                    connection.descriptor, block.baseAddress.map { $0 + sent }, block.count - sent, Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { throw TestFailure() }
            sent += count
        }
    }

    /// Refuses clients from now on.
    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
    }
}

private func acceptClient(_ listener: Int32) -> Int32 { accept(listener, nil, nil) }

private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
