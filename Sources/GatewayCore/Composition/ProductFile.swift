public import BoardDevices

/// A product as its manifest describes it: which board, what it is called, how it differs from the modules' defaults.
public struct ProductFile: Sendable {
    /// The product's name, such as `bench`.
    public let name: String
    /// The package trait that compiles its modules in.
    public let trait: String
    /// What `getmodel` answers.
    public let model: String
    /// The first administrator.
    public let administrator: FactoryUser
    /// Whether snapshots need credentials (ruling on `snapshot.cgi`).
    public let snapshotAuthentication: Bool
    /// Where the HTTP server listens unless the command line says otherwise.
    public let http: String
    /// Where the RTSP server listens unless the command line says otherwise.
    public let rtsp: String
    /// Where the RTSP server listens for TLS (`listen.rtsps`), and with which certificate (`tls`); nil where the product has none.
    public let security: StreamSecurity?
    /// The path of the manifest, for messages.
    public let file: String
    /// Defaults of settings groups by scope.
    let defaults: ConfigNode?

    /// Reads and checks a manifest; the key `board` is read by the caller.
    ///
    /// - Throws: all problems at once.
    public init(_ root: ConfigNode, file: String) throws(ConfigFailure) {
        let problems = ConfigProblems()
        let section = ConfigSection(root, file: file, path: "", problems: problems)
        self.file = file
        name = section.requiredText("product", "the product's name") ?? ""
        trait = section.requiredText("trait", "the package trait that compiles the product's modules in") ?? ""
        model = section.requiredText("model", "the model name that getmodel answers") ?? ""
        snapshotAuthentication = section.flag("snapshot_authentication", default: true)
        let listen = section.section("listen")
        http = listen?.text("http") ?? "0.0.0.0:80"
        rtsp = listen?.text("rtsp") ?? "0.0.0.0:554"
        let secure = listen?.text("rtsps")
        listen?.finish()
        security = ProductFile.security(section, address: secure, beside: file)
        defaults = section.section("defaults")?.node
        if root["board"] == nil { section.problem("board", "missing; expected the path of a board file") }
        _ = section.known("board")
        let first = ProductFile.administrator(section)
        section.finish()
        let found = problems.all
        guard found.isEmpty, let first else { throw ConfigFailure(found) }
        administrator = first
    }

    private static func security(_ section: ConfigSection, address: String?, beside file: String) -> StreamSecurity? {
        let entry = section.section("tls")
        defer { entry?.finish() }
        let certificate = entry?.requiredText("certificate", "the path of a certificate chain in PEM")
        let key = entry?.requiredText("key", "the path of its private key in PEM")
        guard let address else {
            if entry != nil { section.problem("tls", "expected an address listen.rtsps to use it at") }
            return nil
        }
        guard entry != nil else {
            section.problem("listen.rtsps", "expected a certificate and its key in tls")
            return nil
        }
        guard let certificate, let key else { return nil }
        return StreamSecurity(
            address: address, certificate: resolve(certificate, beside: file), key: resolve(key, beside: file))
    }

    private static func resolve(_ path: String, beside file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(file[...slash]) + path
    }

    private static func administrator(_ section: ConfigSection) -> FactoryUser? {
        guard let entry = section.section("administrator") else {
            section.problem("administrator", "missing; expected name and password of the first administrator")
            return nil
        }
        defer { entry.finish() }
        let name = UserName(entry.text("name") ?? "")
        let password = Password(entry.text("password") ?? "")
        if name == nil { entry.problem("name", "expected 1 to 40 bytes of letters and digits") }
        if password == nil { entry.problem("password", "expected 1 to 64 bytes without control characters") }
        guard let name, let password else { return nil }
        return FactoryUser(name: name, password: password)
    }
}

/// How streams are offered over TLS.
public struct StreamSecurity: Sendable, Hashable {
    /// Where the server listens, as `listen.rtsps` says it.
    public let address: String
    /// The path of the certificate chain, in PEM.
    public let certificate: String
    /// The path of the private key, in PEM.
    public let key: String

    /// An address with certificate and key.
    public init(address: String, certificate: String, key: String) {
        self.address = address
        self.certificate = certificate
        self.key = key
    }
}
