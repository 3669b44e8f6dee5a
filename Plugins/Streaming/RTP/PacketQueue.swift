import MediaCore
import Synchronization

/// Carries packets from the encoder's thread to an event loop, bounded: when the loop is behind, packets up to the next key frame
/// are lost.
final class PacketQueue: Sendable {
    /// What becomes of a packet that was offered.
    enum Offer {
        /// Queued as the first: somebody must be told to take.
        case first
        /// Queued behind others.
        case queued
        /// Lost.
        case lost
    }

    private struct State {
        var packets: [Packet] = []
        var needsKey = false
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// An empty queue.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Puts a packet at the end.
    func offer(_ packet: Packet) -> Offer {
        state.withLock { state in
            guard state.packets.count < capacity, !state.needsKey || packet.isKey else {
                state.needsKey = true
                return .lost
            }
            state.needsKey = false
            state.packets.append(packet)
            return state.packets.count == 1 ? .first : .queued
        }
    }

    /// Takes everything out.
    func take() -> [Packet] {
        state.withLock { state in
            defer { state.packets.removeAll(keepingCapacity: true) }
            return state.packets
        }
    }
}
