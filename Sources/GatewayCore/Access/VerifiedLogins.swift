import Crypto
import FoundationEssentials
import MediaCore
import Synchronization

/// Remembers user and password pairs that were verified, so that clients that log in for every call cost one hash a minute.
///
/// It keeps no password, only a keyed hash whose key lives as long as the process (ruling 1.12).
final class VerifiedLogins: Sendable {
    private static let lifetime = Duration.seconds(60)
    private static let capacity = 256

    private let key = SymmetricKey(size: .bits256)
    private let lastUses = Mutex<[[UInt8]: MonotonicInstant]>([:])
    private let clock: any MonotonicClock

    init(clock: any MonotonicClock) {
        self.clock = clock
    }

    /// Whether the pair was verified within the last 60 s; a pair that was asked for lives on.
    func contains(_ user: UserName, _ password: Password, _ hash: PasswordHash) -> Bool {
        let tag = tag(user, password, hash)
        let now = clock.now
        return lastUses.withLock { lastUses in
            guard let last = lastUses[tag], now - last < VerifiedLogins.lifetime else {
                lastUses[tag] = nil
                return false
            }
            lastUses[tag] = now
            return true
        }
    }

    /// Remembers a verified pair.
    func insert(_ user: UserName, _ password: Password, _ hash: PasswordHash) {
        let tag = tag(user, password, hash)
        let now = clock.now
        lastUses.withLock { lastUses in
            lastUses = lastUses.filter { now - $0.value < VerifiedLogins.lifetime }
            if lastUses.count >= VerifiedLogins.capacity, let oldest = lastUses.min(by: { $0.value < $1.value }) {
                lastUses[oldest.key] = nil
            }
            lastUses[tag] = now
        }
    }

    // The stored hash is part of the tag: a changed password forgets the old pair by itself.
    private func tag(_ user: UserName, _ password: Password, _ hash: PasswordHash) -> [UInt8] {
        var mac = HMAC<SHA256>(key: key)
        mac.update(data: hash.key)
        mac.update(data: Array(user.text.utf8))
        mac.update(data: [0])
        mac.update(data: password.bytes)
        return Array(mac.finalize())
    }
}
