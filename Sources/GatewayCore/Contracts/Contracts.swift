import Synchronization

/// Where plugins meet: one offers a value under a contract's type, another asks for it. Nobody learns who stands behind it.
public final class Contracts: Sendable {
    private let offers = Mutex<[ObjectIdentifier: [any Sendable]]>([:])

    /// No offers yet.
    public init() {}

    /// Offers a value under a contract.
    public func offer<Contract: Sendable>(_ contract: Contract.Type, _ value: Contract) {
        offers.withLock { $0[ObjectIdentifier(contract), default: []].append(value) }
    }

    /// Everything that was offered under a contract.
    public func all<Contract: Sendable>(_ contract: Contract.Type) -> [Contract] {
        offers.withLock { $0[ObjectIdentifier(contract)] ?? [] }.compactMap { $0 as? Contract }
    }

    /// The first that was offered under a contract, if any.
    public func first<Contract: Sendable>(_ contract: Contract.Type) -> Contract? {
        all(contract).first
    }

    /// What was offered under a contract.
    ///
    /// - Throws: ``Absence`` that names the unmet need.
    public func need<Contract: Sendable>(_ contract: Contract.Type, _ meaning: String) throws(Absence) -> Contract {
        guard let offer = first(contract) else { throw Absence("needs \(meaning), which no module of this product offers") }
        return offer
    }
}

/// Why a module does not take part: shown at start, and the answer `not supported` for its interfaces.
public struct Absence: Error, Sendable, CustomStringConvertible {
    /// The reason in words.
    public let reason: String

    /// An absence for a reason.
    public init(_ reason: String) {
        self.reason = reason
    }

    public var description: String { reason }
}
