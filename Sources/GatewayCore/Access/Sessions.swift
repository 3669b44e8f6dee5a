import MediaCore
import Synchronization

/// Living user ids (`uid`): who logged in and has asked for something within the last 60 s (CGI section 3, rulings on `getuid`).
public final class Sessions: Sendable {
    /// How long a uid lives without a successful request.
    public static let lifetime = Duration.seconds(60)
    /// How many uids of one user live side by side.
    public static let perUser = 64

    private struct Session {
        let user: UserName
        var lastUse: MonotonicInstant
    }

    private struct Key: Hashable {
        let high: UInt64
        let low: UInt64
    }

    private struct State {
        var byKey: [Key: Session] = [:]
        var lastUse: [UserName: MonotonicInstant] = [:]
    }

    private let state = Mutex(State())
    private let clock: any MonotonicClock

    init(clock: any MonotonicClock) {
        self.clock = clock
    }

    /// Opens a session and returns its uid: 32 hex digits from the system's secure random source.
    func open(for user: UserName) -> String {
        var generator = SystemRandomNumberGenerator()
        let key = Key(high: generator.next(), low: generator.next())
        let now = clock.now
        state.withLock { state in
            state.byKey = state.byKey.filter { now - $0.value.lastUse < Sessions.lifetime }
            let own = state.byKey.filter { $0.value.user == user }
            if own.count >= Sessions.perUser, let idlest = own.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                state.byKey[idlest.key] = nil
            }
            state.byKey[key] = Session(user: user, lastUse: now)
            state.lastUse[user] = now
        }
        return hex(key.high) + hex(key.low)
    }

    /// The user behind a uid, or nil if the uid is unknown or has expired.
    func user(of uid: String) -> UserName? {
        guard let key = Sessions.key(uid) else { return nil }
        let now = clock.now
        return state.withLock { state in
            guard let session = state.byKey[key] else { return nil }
            guard now - session.lastUse < Sessions.lifetime else {
                state.byKey[key] = nil
                return nil
            }
            return session.user
        }
    }

    /// Restarts a uid's 60 s after a successful request.
    func touch(_ uid: String) {
        guard let key = Sessions.key(uid) else { return }
        let now = clock.now
        state.withLock { state in
            guard let user = state.byKey[key]?.user else { return }
            state.byKey[key]?.lastUse = now
            state.lastUse[user] = now
        }
    }

    /// When the user last asked for something successfully with any uid.
    func lastUse(by user: UserName) -> MonotonicInstant? {
        state.withLock { $0.lastUse[user] }
    }

    /// Ends all uids of a user.
    func end(of user: UserName) {
        state.withLock { state in
            state.byKey = state.byKey.filter { $0.value.user != user }
            state.lastUse[user] = nil
        }
    }

    private static func key(_ uid: String) -> Key? {
        var parts: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in uid.utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            if count < 16 { parts.0 = parts.0 << 4 | UInt64(digit) } else { parts.1 = parts.1 << 4 | UInt64(digit) }
            count += 1
            if count > 32 { return nil }
        }
        return count == 32 ? Key(high: parts.0, low: parts.1) : nil
    }

    private func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
