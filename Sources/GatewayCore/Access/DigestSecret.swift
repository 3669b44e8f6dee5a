/// What Digest needs of a password: for each algorithm the hash of user, realm and password (RFC 7616, section 3.4.2, A1).
///
/// Who has it can log in by Digest, so it is kept sealed, and only for users who want it.
struct DigestSecret: Sendable, Hashable {
    /// The realm in all challenges.
    static let realm = "camgate"

    private let hashes: [DigestAlgorithm: String]

    /// The secret of a user with a password.
    init(_ user: UserName, _ password: Password) {
        let text = "\(user.text):\(DigestSecret.realm):\(String(decoding: password.bytes, as: UTF8.self))"
        hashes = Dictionary(uniqueKeysWithValues: DigestAlgorithm.allCases.map { ($0, $0.hex(text)) })
    }

    /// The secret that was sealed, or nil if it cannot be opened.
    init?(sealed: [UInt8], of user: UserName, with key: DeviceKey) {
        guard let bytes = key.open(sealed, for: DigestSecret.purpose(user)) else { return nil }
        let texts = String(decoding: bytes, as: UTF8.self).split(separator: ":").map(String.init)
        guard texts.count == DigestAlgorithm.allCases.count else { return nil }
        hashes = Dictionary(uniqueKeysWithValues: zip(DigestAlgorithm.allCases, texts))
    }

    /// The secret as it is stored.
    func sealed(of user: UserName, with key: DeviceKey) throws -> [UInt8] {
        let text = DigestAlgorithm.allCases.map { hashes[$0] ?? "" }.joined(separator: ":")
        return try key.seal(Array(text.utf8), for: DigestSecret.purpose(user))
    }

    /// The response that a client with the password gives.
    func response(to proof: DigestProof) -> String {
        let first = hashes[proof.algorithm] ?? ""
        let second = proof.algorithm.hex("\(proof.method):\(proof.uri)")
        let middle = proof.quality.map { "\(proof.nonce):\($0.count):\($0.clientNonce):auth" } ?? proof.nonce
        return proof.algorithm.hex("\(first):\(middle):\(second)")
    }

    private static func purpose(_ user: UserName) -> String { "digest \(user.text)" }
}
