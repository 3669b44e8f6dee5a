/// A factory reset in two steps, so that a power cut in between still ends in a reset device: it is noted durably before it is
/// acknowledged, and carried out when the gateway starts next.
public enum FactoryReset {
    private static let scope = "factory_reset"

    /// Notes that everything but the scopes named is to be erased at the next start.
    public static func request(in store: any Store, keeping scopes: [String]) async throws {
        try await store.write(scope, ["keep": scopes.joined(separator: ",")])
    }

    /// Carries a noted reset out.
    ///
    /// - Returns: whether there was one.
    public static func carryOut(in store: any Store) async throws -> Bool {
        guard let keep = store.values(in: scope)["keep"] else { return false }
        try await store.erase(keeping: keep.split(separator: ",").map(String.init))
        return true
    }
}
