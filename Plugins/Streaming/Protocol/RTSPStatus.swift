/// The status codes that the server gives (RFC 2326 section 7.1.1).
enum RTSPStatus: Int, Sendable {
    case ok = 200
    case badRequest = 400
    case unauthorized = 401
    case notFound = 404
    case bodyTooLarge = 413
    case urlTooLong = 414
    case unsupportedMedia = 415
    case parameterNotUnderstood = 451
    case notEnoughBandwidth = 453
    case sessionNotFound = 454
    case wrongState = 455
    case unsupportedTransport = 461
    case internalError = 500
    case notImplemented = 501
    case unavailable = 503
    case unsupportedVersion = 505
    case unsupportedOption = 551

    /// The words of the status line.
    var reason: String {
        switch self {
        case .ok: "OK"
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .notFound: "Not Found"
        case .bodyTooLarge: "Request Entity Too Large"
        case .urlTooLong: "Request-URI Too Large"
        case .unsupportedMedia: "Unsupported Media Type"
        case .parameterNotUnderstood: "Parameter Not Understood"
        case .notEnoughBandwidth: "Not Enough Bandwidth"
        case .sessionNotFound: "Session Not Found"
        case .wrongState: "Method Not Valid in This State"
        case .unsupportedTransport: "Unsupported Transport"
        case .internalError: "Internal Server Error"
        case .notImplemented: "Not Implemented"
        case .unavailable: "Service Unavailable"
        case .unsupportedVersion: "RTSP Version Not Supported"
        case .unsupportedOption: "Option Not Supported"
        }
    }
}
