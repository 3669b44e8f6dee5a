import Crypto
import CryptoExtras
import FoundationEssentials

/// An scrypt hash with what made it.
struct PasswordHash: Sendable, Hashable, Codable {
    var rounds: Int
    var salt: [UInt8]
    var key: [UInt8]
}

/// How much work a password hash is. The defaults take some 40 ms and 16 MiB on a desktop core.
public struct PasswordCost: Sendable {
    /// scrypt's N, a power of two.
    public let rounds: Int

    /// The cost of production.
    public static let standard = PasswordCost(rounds: 16_384)

    /// A cost of `rounds`.
    public init(rounds: Int) {
        self.rounds = rounds
    }
}

extension PasswordHash {
    /// Hashes a password with a new salt. Takes long; call it on a worker.
    init(_ password: Password, cost: PasswordCost) throws {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        self.init(
            rounds: cost.rounds, salt: salt,
            key: try PasswordHash.derive(password, salt: salt, rounds: cost.rounds))
    }

    /// Whether this is the password's hash. Takes long; call it on a worker.
    func matches(_ password: Password) throws -> Bool {
        let derived = try PasswordHash.derive(password, salt: salt, rounds: rounds)
        guard derived.count == key.count else { return false }
        return zip(derived, key).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(_ password: Password, salt: [UInt8], rounds: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: password.bytes, salt: salt, outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: 1)
        return key.withUnsafeBytes { Array($0) }
    }
}
