#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Lets threads wait until somebody rings, at most until a moment of the monotonic clock. Each ring ends one wait, also one to come.
///
/// The waits of libdispatch follow the wall clock on Linux: one that is set back by an hour would make them an hour longer.
///
/// `@unchecked Sendable`: the count is only touched while the mutex is held.
public final class Bell: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var rings = 0

    /// A bell that nobody has rung.
    public init() {
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Ends one wait. Callable from any thread.
    public func ring() {
        pthread_mutex_lock(mutex)
        rings += 1
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Blocks until somebody rings.
    public func wait() {
        pthread_mutex_lock(mutex)
        while rings == 0 { pthread_cond_wait(condition, mutex) }
        rings -= 1
        pthread_mutex_unlock(mutex)
    }

    /// Blocks until somebody rings or the system's monotonic clock comes to `moment`.
    ///
    /// - Returns: whether somebody rang.
    @discardableResult
    public func wait(until moment: MonotonicInstant) -> Bool {
        var end = moment.specification
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while rings == 0 {
            if pthread_cond_timedwait(condition, mutex, &end) == ETIMEDOUT { break }
        }
        if rings == 0 { return false }
        rings -= 1
        return true
    }
}
