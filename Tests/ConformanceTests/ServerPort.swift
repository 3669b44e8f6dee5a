import GatewayCore
import Synchronization

/// Stands for the HTTP server towards the network module: it began with port 80 and cannot have some ports.
final class ServerPort: HTTPPort {
    struct Taken: Error {}

    let factoryPort = 80
    private let taken: [Int]

    init(taken: [Int]) {
        self.taken = taken
    }

    func move(to port: Int) async throws {
        if taken.contains(port) { throw Taken() }
    }
}
