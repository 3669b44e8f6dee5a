import MediaCore
import Synchronization
import Testing

@Suite("Feeds")
struct FeedTests {
    @Test("every reader hears every value, and hears no more when it has left")
    func readers() {
        let feed = Feed<Int>()
        let heard = Mutex<[String]>([])
        let first = feed.subscribe { value in heard.withLock { $0.append("first \(value)") } }
        feed.publish(1)
        let second = feed.subscribe { value in heard.withLock { $0.append("second \(value)") } }
        feed.publish(2)
        first.cancel()
        feed.publish(3)
        second.cancel()
        feed.publish(4)
        #expect(heard.withLock { $0.sorted() } == ["first 1", "first 2", "second 2", "second 3"])
    }

    @Test("the publisher learns how many read after every change, and only of changes")
    func demand() {
        let counts = Mutex<[Int]>([])
        let feed = Feed<Int> { count in counts.withLock { $0.append(count) } }
        let first = feed.subscribe { _ in }
        let second = feed.subscribe { _ in }
        first.cancel()
        first.cancel()
        second.cancel()
        #expect(counts.withLock { $0 } == [1, 2, 1, 0])
        #expect(feed.readerCount == 0)
    }

    @Test("a reader whose subscription is forgotten has left")
    func forgottenSubscription() {
        let feed = Feed<Int>()
        var subscription: Subscription? = feed.subscribe { _ in }
        #expect(feed.readerCount == 1)
        _ = subscription
        subscription = nil
        #expect(feed.readerCount == 0)
    }

    @Test("a reader may leave while a value is being published")
    func leavingInside() {
        let feed = Feed<Int>()
        let heard = Mutex(0)
        let own = Mutex<Subscription?>(nil)
        let subscription = feed.subscribe { _ in
            heard.withLock { $0 += 1 }
            own.withLock { $0 }?.cancel()
        }
        own.withLock { $0 = subscription }
        feed.publish(1)
        feed.publish(2)
        #expect(heard.withLock { $0 } == 1)
    }

    @Test("a subscription ends once")
    func endsOnce() {
        let ends = Mutex(0)
        do {
            let subscription = Subscription { ends.withLock { $0 += 1 } }
            subscription.cancel()
            subscription.cancel()
        }
        #expect(ends.withLock { $0 } == 1)
    }
}
