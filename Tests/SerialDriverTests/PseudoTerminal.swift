import GatewayTesting
import MediaCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A serial line whose other end is in this process: what the driver writes comes to `hear`, and what that returns comes back.
///
/// The port's path is a link, so that another line can be plugged in at the same place.
final class PseudoTerminal: Sendable {
    let path: String
    private let far: Int32
    private let near: Int32
    private let plug = Mutex<(far: Int32, near: Int32)?>(nil)
    private let thread = Mutex<BackgroundThread?>(nil)
    private let unplug: (read: Int32, write: Int32)

    /// Plugs a device in.
    init(at path: String, _ hear: @escaping @Sendable ([UInt8]) -> [UInt8]) throws {
        self.path = path
        let far = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (locked, number): (Int32, UInt32) = (0, 0)
        guard far >= 0, ioctl(far, 0x4004_5431, &locked) == 0, ioctl(far, 0x8004_5430, &number) == 0 else {
            throw ConformanceFailure("no pseudo terminal: \(errno)")
        }
        unlink(path)
        guard symlink("/dev/pts/\(number)", path) == 0 else { throw ConformanceFailure("no link at \(path)") }
        // Held open, so that the driver may close its end and open it again.
        let near = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard near >= 0 else { throw ConformanceFailure("the terminal cannot be opened") }
        var attributes = termios()
        tcgetattr(near, &attributes)
        cfmakeraw(&attributes)
        tcsetattr(near, TCSANOW, &attributes)
        var pipes: [Int32] = [0, 0]
        guard pipe(&pipes) == 0 else { throw ConformanceFailure("no pipe") }
        (self.far, self.near, unplug) = (far, near, (pipes[0], pipes[1]))
        let unplug = unplug
        let started = BackgroundThread(name: "test-line") {
            while true {
                var entries = [
                    pollfd(fd: far, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: unplug.read, events: Int16(POLLIN), revents: 0),
                ]
                guard poll(&entries, 2, -1) > 0, entries[1].revents == 0 else { return }
                var bytes = [UInt8](repeating: 0, count: 256)
                let count = read(far, &bytes, bytes.count)
                guard count > 0 else { return }
                let reply = hear(Array(bytes.prefix(count)))
                if !reply.isEmpty { _ = write(far, reply, reply.count) }
            }
        }
        thread.withLock { $0 = started }
        plug.withLock { $0 = (far, near) }
    }

    /// Says something that nobody asked for.
    func say(_ bytes: [UInt8]) { _ = write(far, bytes, bytes.count) }

    /// Cuts the line.
    func cut() {
        let ends = plug.withLock { plug in
            defer { plug = nil }
            return plug
        }
        guard let ends else { return }
        _ = write(unplug.write, [1], 1)
        thread.withLock { $0 }?.join()
        close(ends.far)
        close(ends.near)
    }

    deinit {
        cut()
        close(unplug.read)
        close(unplug.write)
    }
}

/// Random numbers that are the same each time.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state
        mixed ^= mixed >> 33
        mixed = mixed &* 0xff51_afd7_ed55_8ccd
        return mixed ^ (mixed >> 33)
    }

    /// What comes out of a line that loses, changes and doubles a byte now and then.
    mutating func noise(on bytes: [UInt8], oneIn rarity: Int) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            guard Int.random(in: 0..<rarity, using: &self) == 0 else { return [byte] }
            switch Int.random(in: 0..<3, using: &self) {
            case 0: return []
            case 1: return [byte ^ (1 << UInt8.random(in: 0..<8, using: &self))]
            default: return [byte, byte]
            }
        }
    }
}
