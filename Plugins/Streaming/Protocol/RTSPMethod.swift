import GatewayCore

/// The methods that the server knows (RFC 2326 section 10).
enum RTSPMethod: String, Sendable, CaseIterable {
    case options = "OPTIONS"
    case describe = "DESCRIBE"
    case setup = "SETUP"
    case play = "PLAY"
    case pause = "PAUSE"
    case teardown = "TEARDOWN"
    case getParameter = "GET_PARAMETER"
    case setParameter = "SET_PARAMETER"

    /// The method of that name, byte by byte.
    init?(name: String) {
        guard let method = RTSPMethod.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) }) else { return nil }
        self = method
    }

    /// The value of `Public`.
    static let list = allCases.map(\.rawValue).joined(separator: ", ")
}
