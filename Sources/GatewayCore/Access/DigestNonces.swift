import Crypto
import MediaCore

/// Makes nonces for Digest challenges and recognises them: a time, and a keyed hash of the time and the client's address. Nothing
/// is kept, so nobody can fill it.
struct DigestNonces: Sendable {
    /// How long a nonce is good for.
    static let lifetime = Duration.seconds(300)

    private let key = SymmetricKey(size: .bits256)

    /// A nonce for a client.
    func nonce(at now: MonotonicInstant, source: String) -> String {
        nonce(seconds: String(UInt64(clamping: now.nanoseconds / 1_000_000_000), radix: 16), source)
    }

    /// The age of a nonce that was given to this client; nil if it was not.
    func age(of nonce: String, at now: MonotonicInstant, source: String) -> Duration? {
        guard let seconds = nonce.split(separator: "-").first.map(String.init), let issued = Int64(seconds, radix: 16),
            self.nonce(seconds: seconds, source).hasSameBytes(as: nonce)
        else { return nil }
        return .seconds(now.nanoseconds / 1_000_000_000 - issued)
    }

    private func nonce(seconds: String, _ source: String) -> String {
        let mac = HMAC<SHA256>.authenticationCode(for: Array("\(seconds) \(source)".utf8), using: key)
        let hex = mac.prefix(16).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        return "\(seconds)-\(hex)"
    }
}
