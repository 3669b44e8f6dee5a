import Crypto
import FoundationEssentials

/// The key of one device: what must be readable to the device but useless in a copy of its settings is sealed with it.
public struct DeviceKey: Sendable {
    /// Bytes of a key.
    public static let size = 32

    private let key: SymmetricKey

    /// The key that these bytes are, or nil unless there are ``size`` of them.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == DeviceKey.size else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// A new key.
    public init() {
        key = SymmetricKey(size: .bits256)
    }

    /// The key's bytes, to be kept where only the device can read them.
    public var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

    /// Seals bytes (AES-GCM with a random nonce), bound to what they are for.
    func seal(_ bytes: [UInt8], for purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(bytes, using: key, authenticating: Array(purpose.utf8))
        return Array(box.combined ?? Data())
    }

    /// Opens what was sealed for the same purpose; nil if it was sealed with another key or for something else.
    func open(_ sealed: [UInt8], for purpose: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return (try? AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8))).map { Array($0) }
    }
}
