import Synchronization

/// A live stream of values with many readers, each called on the publisher's thread.
///
/// A reader must return at once: it copies the value into its own bounded queue or drops it. A feed keeps nothing; who joins sees
/// the next value.
public final class Feed<Element: Sendable>: Sendable {
    private struct Readers {
        var next: UInt64 = 0
        var ids: [UInt64] = []
        // Beside the ids, so that a publisher takes the list as it is.
        var readers: [@Sendable (Element) -> Void] = []
    }

    private let readers = Mutex(Readers())
    private let demand: @Sendable (Int) -> Void

    /// A feed that tells its publisher how many read it.
    ///
    /// - Parameter demand: called with the number of readers after it changed, outside any lock, on the thread of the change.
    public init(demand: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.demand = demand
    }

    /// How many read now.
    public var readerCount: Int { readers.withLock { $0.ids.count } }

    /// Adds a reader.
    ///
    /// - Returns: the subscription; the reader leaves when it is cancelled or gone.
    public func subscribe(_ reader: @escaping @Sendable (Element) -> Void) -> Subscription {
        let (id, count) = readers.withLock { readers -> (UInt64, Int) in
            let id = readers.next
            readers.next += 1
            readers.ids.append(id)
            readers.readers.append(reader)
            return (id, readers.ids.count)
        }
        demand(count)
        return Subscription { [weak self] in self?.remove(id) }
    }

    /// Gives `element` to every reader.
    // What is published fifty times a second is not asked for its type each time.
    @specialized(where Element == SoundPacket)
    @specialized(where Element == Packet)
    @specialized(where Element == Frame)
    public func publish(_ element: Element) {
        let current = readers.withLock { $0.readers }
        for reader in current { reader(element) }
    }

    private func remove(_ id: UInt64) {
        let count = readers.withLock { readers -> Int? in
            guard let index = readers.ids.firstIndex(of: id) else { return nil }
            readers.ids.remove(at: index)
            readers.readers.remove(at: index)
            return readers.ids.count
        }
        if let count { demand(count) }
    }
}

/// Keeps something going while it is held: reading a feed, hearing events.
public final class Subscription: Sendable {
    private let end: Mutex<(@Sendable () -> Void)?>

    /// A subscription that `end` closes.
    public init(_ end: @escaping @Sendable () -> Void) {
        self.end = Mutex(end)
    }

    /// Leaves. Safe to call more than once.
    public func cancel() {
        let end = self.end.withLock { slot in
            defer { slot = nil }
            return slot
        }
        end?()
    }

    deinit {
        cancel()
    }
}
