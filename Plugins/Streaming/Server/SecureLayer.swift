import GatewayCore
import NIOCore

#if TLS
import NIOSSL
#endif

/// TLS below RTSP connections (`rtsps`): what a certificate makes of a channel.
struct SecureLayer: Sendable {
    /// Why there is no TLS.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes the handler of one connection.
    let handler: @Sendable () throws -> any ChannelHandler

    /// Reads certificate and key.
    ///
    /// - Throws: ``Failure`` that names the file; builds without the trait `TLS` have none.
    init(_ security: StreamSecurity) throws(Failure) {
        #if TLS
        let chain: [NIOSSLCertificateSource]
        let key: NIOSSLPrivateKey
        do {
            chain = try NIOSSLCertificate.fromPEMFile(security.certificate).map { .certificate($0) }
        } catch {
            throw Failure(description: "certificate \(security.certificate) cannot be read: \(error)")
        }
        guard !chain.isEmpty else { throw Failure(description: "certificate \(security.certificate) holds no certificate") }
        do {
            key = try NIOSSLPrivateKey(file: security.key, format: .pem)
        } catch {
            throw Failure(description: "private key \(security.key) cannot be read: \(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        do {
            let context = try NIOSSLContext(configuration: configuration)
            handler = { NIOSSLServerHandler(context: context) }
        } catch {
            throw Failure(description: "\(security.certificate) and \(security.key) do not go together: \(error)")
        }
        #else
        throw Failure(description: "this build has no TLS (trait TLS)")
        #endif
    }
}
