/// A conformance case as its text file says it: what a client asks, and what it must get. Cases/README.md explains the format.
struct CaseFile: Sendable {
    /// The folder and name below Cases, without the ending.
    let name: String
    /// The first comment line.
    var title = ""
    /// The products that the case is for; nil means all.
    var boards: [String]?
    /// What differs from the product and board files.
    var changes: [(path: String, value: String)] = []
    /// Modules that the product is made without.
    var without: [String] = []
    /// Whether the camera has to run, which needs real time.
    var usesRealClock = false
    /// TCP ports that the HTTP server cannot have.
    var takenPorts: [Int] = []
    /// Groups of steps; a group is repeated for its table.
    var paragraphs: [Paragraph] = []
}

/// Steps between two empty lines, repeated for every row of the tables above them.
struct Paragraph: Sendable {
    var tables: [Table] = []
    var steps: [Step] = []
}

/// Names with rows of values (`for NAME… in …`).
struct Table: Sendable {
    let names: [String]
    var rows: [[String]]
}

/// One thing that happens in a case.
struct Step: Sendable {
    /// What happens.
    enum Action: Sendable {
        /// Somebody logs in; his uid is `{uid}` from now on.
        case logIn(String)
        /// Time passes.
        case wait(Duration)
        /// The device was restarted: a new gateway on what was stored.
        case restart
        /// The device has been asked to restart, and does.
        case restarted
        /// Nothing can be stored any more (or again).
        case diskFull(Bool)
        /// A request with its reply.
        case request(Exchange)
    }

    let line: Int
    let action: Action
}

/// A request and the replies that it must get.
struct Exchange: Sendable {
    var method: String
    var target: String
    /// A form body.
    var form: String?
    /// Another body.
    var body: String?
    /// `user:password` of HTTP Basic.
    var basic: String?
    /// Where the request comes from; every request comes from somewhere else unless this is set.
    var source: String?
    /// Replaces the `Content-Type` that goes with the body.
    var contentType: String?
    /// Replaces the `Content-Length` that goes with the body.
    var length: Int?
    /// Whether the answer is held back 1 to 4 s (ruling 1.12).
    var isLate = false
    /// What all boards answer that are not named.
    var expected: Expectation?
    /// What some boards answer instead.
    var exceptions: [(boards: [String], expected: Expectation)] = []

    func expectation(on board: String) -> Expectation? {
        exceptions.first { $0.boards.contains(board) }?.expected ?? expected
    }
}

/// What a reply must be.
struct Expectation: Sendable {
    let line: Int
    let status: Int
    /// The `reason` of a fault body, whose `value` is the request's path.
    var reason: String?
    /// Header fields.
    var headers: [(name: String, value: String)] = []
    /// The size of the JPEG picture in the body.
    var picture: String?
    /// The XML document, white space between elements being free.
    var body: String?
}

/// A case file that cannot be understood, or a step that did not go as it says.
struct CaseProblem: Error, CustomStringConvertible {
    let file: String
    let line: Int
    let message: String

    var description: String { "Cases/\(file).txt:\(line): \(message)" }
}
