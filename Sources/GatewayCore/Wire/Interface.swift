/// One path of the HTTP surface: what it takes, who may call it, and how it answers.
public struct Interface: Sendable {
    /// How callers prove who they are.
    public enum Authentication: String, Sendable {
        /// They need not.
        case none
        /// A `uid` from `getuid`.
        case session
        /// A `uid`, or `username` and `password`.
        case credentials
        /// HTTP Basic.
        case basic
    }

    /// How an interface answers.
    public enum Answer: Sendable {
        /// At once, on the connection's own thread; must not block.
        case now(@Sendable (Request) throws(Fault) -> Reply)
        /// After waiting for something (a device, the store).
        case later(@Sendable (Request) async throws(Fault) -> Reply)
        /// Queries at once, changes after waiting.
        case either(
            query: @Sendable (Request) throws(Fault) -> Reply,
            change: @Sendable (Request) async throws(Fault) -> Reply)
        /// Takes the raw body of a POST.
        case upload(UploadAnswer)
        /// Never: the module or its device is missing.
        case absent(Fault)
    }

    /// The path, such as `/cgi-bin/image`.
    public let path: String
    /// The section of the CGI document, or `-` for what goes beyond it.
    public let section: String
    /// What it does, in one line.
    public let summary: String
    /// How callers prove who they are.
    public var authentication = Authentication.session
    /// What its parameters are now, without `uid`.
    public let parameters: @Sendable () -> [ParameterDescription]
    /// Parameters that the document has and this board no device for: not listed, and refused by the interface itself.
    public var unlisted: [String] = []
    /// Faults beyond those of the parameters.
    public var faults: [String] = []
    /// What faults give as their `value`; the path unless the rulings say otherwise.
    public var faultPath: String
    /// Whether a request changes or moves something, and so needs an Operator.
    public var isChange: @Sendable (Query) -> Bool
    /// The privilege that every request needs, and the fault for callers without it.
    public var restriction: (privilege: Privilege, fault: Fault)?
    /// How it answers.
    public let answer: Answer

    /// An interface; see the properties.
    public init(
        _ path: String, section: String, summary: String,
        parameters: @escaping @Sendable () -> [ParameterDescription] = { [] },
        isChange: @escaping @Sendable (Query) -> Bool, answer: Answer
    ) {
        self.path = path
        self.section = section
        self.summary = summary
        self.parameters = parameters
        self.isChange = isChange
        self.answer = answer
        faultPath = path
    }

    /// An interface that only tells something.
    public static func query(
        _ path: String, section: String, summary: String, _ answer: @escaping @Sendable (Request) throws(Fault) -> Reply
    ) -> Interface {
        Interface(path, section: section, summary: summary, isChange: { _ in false }, answer: .now(answer))
    }

    /// An interface that does something whenever it is called.
    public static func action(
        _ path: String, section: String, summary: String, parameters: [ParameterDescription] = [],
        _ answer: @escaping @Sendable (Request) async throws(Fault) -> Reply
    ) -> Interface {
        Interface(
            path, section: section, summary: summary, parameters: { parameters }, isChange: { _ in true },
            answer: .later(answer))
    }

    /// An interface that tells a settings group and, with parameters, changes it; both answer with what is in force.
    ///
    /// - Parameters:
    ///   - group: the settings.
    ///   - reply: what is in force, as the document's sample has it.
    ///   - prepare: see ``SettingsGroup/change(_:prepare:apply:)``.
    ///   - apply: puts values into effect.
    public static func settings<Root: Sendable & Equatable>(
        _ path: String, section: String, summary: String, group: SettingsGroup<Root>,
        reply: @escaping @Sendable () -> Reply,
        prepare: @escaping @Sendable (Query, inout Root) -> Void = { _, _ in },
        apply: @escaping @Sendable (_ old: Root, _ new: Root) async throws(Fault) -> Void
    ) -> Interface {
        Interface(
            path, section: section, summary: summary, parameters: { group.parameters },
            isChange: { !$0.meaningfulNames.isEmpty },
            answer: .either(
                query: { _ in reply() },
                change: { request throws(Fault) in
                    try await group.change(request.query, prepare: { prepare(request.query, &$0) }, apply: apply)
                    return reply()
                }))
    }

    /// Whether the interface changes or moves anything at all.
    public var canChange: Bool {
        switch answer {
        case .either, .upload: true
        case .now, .absent: false
        case .later: isChange(Query()) || !parameters().isEmpty
        }
    }

    /// Whether the body of a request is the interface's own business, and no form.
    var takesBody: Bool {
        if case .upload = answer { return true }
        return authentication == .basic
    }

    /// The methods that the path takes, for `Allow`.
    var allowedMethods: [String] {
        switch answer {
        case .upload: ["POST"]
        case .now, .either: ["GET", "HEAD", "POST"]
        case .later: isChange(Query()) ? ["GET", "POST"] : ["GET", "HEAD", "POST"]
        case .absent: authentication == .basic ? ["POST"] : ["GET", "HEAD", "POST"]
        }
    }
}

/// An interface that takes a raw body, such as a firmware image.
public struct UploadAnswer: Sendable {
    /// The largest body that is taken, in bytes.
    public let limit: @Sendable () -> Int
    /// Takes the body; called with a request of an authenticated Operator or Administrator.
    public let take: @Sendable (Request, any UploadBody) async throws(Fault) -> Reply

    /// An answer to bodies of up to `limit` bytes.
    public init(
        limit: @escaping @Sendable () -> Int,
        take: @escaping @Sendable (Caller, any UploadBody) async throws(Fault) -> Reply
    ) {
        self.limit = limit
        self.take = { request, body throws(Fault) in
            guard let caller = request.caller else { throw .unauthorized }
            return try await take(caller, body)
        }
    }

    /// An answer to bodies of up to `limit` bytes that looks at the request's parameters as well.
    public static func withParameters(
        limit: @escaping @Sendable () -> Int,
        take: @escaping @Sendable (Request, any UploadBody) async throws(Fault) -> Reply
    ) -> UploadAnswer {
        UploadAnswer(limit: limit, taking: take)
    }

    private init(
        limit: @escaping @Sendable () -> Int,
        taking take: @escaping @Sendable (Request, any UploadBody) async throws(Fault) -> Reply
    ) {
        self.limit = limit
        self.take = take
    }
}

/// A body on its way in, piece by piece; nothing is read from the network while nobody asks for more.
public protocol UploadBody: Sendable {
    /// The next piece, or nil at the end.
    ///
    /// - Throws: ``Fault`` when the client went away or sent more than the interface takes.
    func next() async throws(Fault) -> [UInt8]?
}
