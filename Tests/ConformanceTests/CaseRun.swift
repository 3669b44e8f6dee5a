import GatewayCore
import GatewayTesting
import MediaCore

/// Plays a case on a product, step by step, as a client would.
struct CaseRun {
    private let file: CaseFile
    private let product: String
    private let productPath: String
    private let store = MemoryStore()
    private let clock = ManualClock()
    private let accessClock: AnnouncedClock
    private let folder: TemporaryFolder
    private var board: BoardGateway
    private var bindings = Bindings()
    private var restarts = 0
    private var requests = 0

    /// - Parameters:
    ///   - file: the case.
    ///   - product: the product's name, as `boards:` has it.
    ///   - path: the product's file.
    init(_ file: CaseFile, product: String, path: String) async throws {
        self.file = file
        self.product = product
        productPath = path
        folder = try TemporaryFolder()
        accessClock = AnnouncedClock(clock)
        board = try await CaseRun.board(file, path, store, (clock, accessClock), folder)
    }

    /// - Throws: ``CaseProblem`` at the first step that does not go as the case says.
    mutating func play() async throws {
        for paragraph in file.paragraphs {
            for row in CaseRun.rows(paragraph.tables) {
                for (name, value) in row { bindings[name] = try filled(value, paragraph.steps[0].line) }
                for step in paragraph.steps { try await play(step) }
            }
        }
        if restarts > 0 {
            throw problem(
                "the device was asked to restart and the case does not say so", file.paragraphs.last?.steps.last?.line)
        }
    }

    /// Ends the gateway.
    func stop() async {
        await board.stop()
    }

    private static func board(
        _ file: CaseFile, _ path: String, _ store: MemoryStore, _ clocks: (all: ManualClock, access: AnnouncedClock),
        _ folder: TemporaryFolder
    ) async throws -> BoardGateway {
        let contracts = Contracts()
        contracts.offer((any HTTPPort).self, ServerPort(taken: file.takenPorts))
        let parts = Parts(
            plugins: linkedParts.plugins.filter { !file.without.contains($0.name) }, drivers: linkedParts.drivers)
        return try await BoardGateway(
            product: path, changing: file.changes, parts: parts, store: store,
            clock: file.usesRealClock ? SystemMonotonicClock() : clocks.all,
            accessClock: file.usesRealClock ? nil : clocks.access, folder: folder, contracts: contracts)
    }

    /// Every combination of the tables' rows, the last table changing fastest.
    private static func rows(_ tables: [Table]) -> [[(String, String)]] {
        tables.reduce([[]]) { rows, table in
            rows.flatMap { row in table.rows.map { row + Array(zip(table.names, $0)) } }
        }
    }

    private mutating func play(_ step: Step) async throws {
        switch step.action {
        case .logIn(let user): try await logIn(user, step.line)
        case .wait(let duration): clock.advance(by: duration)
        case .restart: try await restart()
        case .restarted:
            guard restarts == 1 else { throw problem("\(restarts) restarts were asked for, not one", step.line) }
            restarts = 0
            try await restart()
        case .diskFull(let isFull): store.setFull(isFull)
        case .request(let exchange): try await play(exchange, step.line)
        }
    }

    private mutating func restart() async throws {
        await board.stop()
        board = try await CaseRun.board(file, productPath, store, (clock, accessClock), folder)
    }

    private mutating func logIn(_ user: String, _ line: Int) async throws {
        if user == "nobody" {
            bindings["uid"] = ""
            return
        }
        let privilege: Privilege = user == "operator" ? .operator : user == "user" ? .user : .administrator
        let secret = user == "admin" ? "admin" : "secret"
        guard let name = UserName(user), let password = Password(secret) else { throw TestFailure() }
        let access = board.gateway.access
        if !access.hasUser(name) {
            try await access.addUser(name, password: password, privilege: privilege, enabled: true)
        }
        let target = "/cgi-bin/getuid?username=\(user)&password=\(secret)"
        let reply = try await send(Exchange(method: "GET", target: target), line)
        guard reply.status == 200, reply.text.contains("<uid>") else {
            throw problem("\(user) cannot log in: \(reply.text)", line)
        }
        let uid = reply.text.split(separator: "<uid>").last?.split(separator: "<").first.map(String.init) ?? ""
        bindings["uid"] = uid
        bindings["\(user).uid"] = uid
    }

    private mutating func play(_ exchange: Exchange, _ line: Int) async throws {
        let reply = try await send(exchange, line)
        guard let expected = exchange.expectation(on: product) else {
            throw problem("the case does not say what \(product) answers", line)
        }
        let check = ReplyCheck(expected: expected, path: CaseRun.faultPath(try filled(exchange.target, line)))
        let method = try filled(exchange.method, line)
        if let defect = check.defect(reply, method: method, &bindings) {
            let target = try filled(exchange.target, line)
            throw problem("\(method) \(CaseRun.short(target)): \(defect)", expected.line)
        }
        if let afterwards = reply.afterwards {
            let before = board.restarts
            afterwards()
            restarts += board.restarts - before
        }
    }

    /// The `value` of a fault: the path without its query; `/cgi-bin/snapshot` for the snapshot (ruling on `snapshot.cgi`).
    private static func faultPath(_ target: String) -> String {
        let path = String(decoding: Array(target.utf8.prefix { $0 != 0x3F && $0 != 0x26 }), as: UTF8.self)
        return path == "/cgi-bin/snapshot.cgi" ? "/cgi-bin/snapshot" : path
    }

    private mutating func send(_ exchange: Exchange, _ line: Int) async throws -> Reply {
        requests += 1
        let form = try exchange.form.map { try filled($0, line) }
        let body = try form ?? exchange.body.map { try filled($0, line) } ?? ""
        let type =
            try exchange.contentType.map { try filled($0, line) } ?? (form == nil ? nil : "application/x-www-form-urlencoded")
        let head = RequestHead(
            method: try filled(exchange.method, line), target: try filled(exchange.target, line),
            authorization: try exchange.basic.map { "Basic " + base64(try filled($0, line)) }, contentType: type,
            contentLength: exchange.length ?? (body.isEmpty ? nil : body.utf8.count),
            source: try exchange.source.map { try filled($0, line) } ?? "client \(requests)")
        let gateway = board.gateway
        let bytes = Array(body.utf8)
        let answer = Task { await CaseRun.answer(head, bytes, gateway) }
        if exchange.isLate {
            let accessClock = accessClock
            guard let delay = await withinDeadline({ await accessClock.nextDelay() }) ?? nil else {
                throw problem("the answer is not held back", line)
            }
            guard (.seconds(1) ... .seconds(4)).contains(delay) else { throw problem("the answer is held back \(delay)", line) }
            clock.advance(by: delay)
        }
        guard let reply = await withinDeadline({ await answer.value }) else { throw problem("no answer comes", line) }
        return reply
    }

    private static func answer(_ head: RequestHead, _ body: [UInt8], _ gateway: Gateway) async -> Reply {
        switch gateway.open(head) {
        case .reply(let reply): return reply
        case .upload(let take): return await take(Bytes(body))
        case .form:
            switch gateway.answer(head, form: body) {
            case .now(let reply): return reply
            case .later(let work): return await work()
            }
        }
    }

    private func filled(_ text: String, _ line: Int) throws -> String {
        let (text, unknown) = bindings.filled(text)
        if let unknown { throw problem("{\(unknown)} has no value here", line) }
        return text
    }

    private static func short(_ target: String) -> String {
        target.utf8.count > 160 ? String(target.prefix(160)) + "…" : target
    }

    private func problem(_ message: String, _ line: Int?) -> CaseProblem {
        CaseProblem(file: file.name, line: line ?? 1, message: message)
    }
}
