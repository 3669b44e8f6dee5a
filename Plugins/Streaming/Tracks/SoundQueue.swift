import MediaCore
import Synchronization

/// Carries sound from the microphone's thread to an event loop, bounded: when the loop is behind, the newest is lost.
final class SoundQueue: Sendable {
    private let packets = Mutex<[SoundPacket]>([])
    private let capacity: Int

    /// An empty queue.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Puts a packet at the end.
    ///
    /// - Returns: whether it is the first, so that somebody must be told to take.
    func offer(_ packet: SoundPacket) -> Bool {
        packets.withLock { packets in
            guard packets.count < capacity else { return false }
            packets.append(packet)
            return packets.count == 1
        }
    }

    /// Takes everything out.
    func take() -> [SoundPacket] {
        packets.withLock { packets in
            defer { packets.removeAll(keepingCapacity: true) }
            return packets
        }
    }
}
