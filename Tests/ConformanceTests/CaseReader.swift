/// Reads a case file line by line.
struct CaseReader {
    private var file: CaseFile
    private var paragraph = Paragraph()
    private var exchange: (line: Int, exchange: Exchange)?
    /// The boards of the expectation at hand; nil while it is everybody's.
    private var boards: [String]?
    private var expectation: Expectation?
    private var line = 0

    /// - Parameters:
    ///   - name: for messages.
    ///   - text: the file.
    ///   - known: products that `boards:` may name.
    static func read(_ name: String, _ text: String, known: [String]) throws(CaseProblem) -> CaseFile {
        var reader = CaseReader(file: CaseFile(name: name))
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            reader.line += 1
            try reader.take(String(line))
        }
        try reader.endParagraph()
        let unknown = (reader.file.boards ?? []).filter { !known.contains($0) }
        if let unknown = unknown.first { throw reader.problem("no product \"\(unknown)\"; there are \(known)", at: 1) }
        if reader.file.title.isEmpty { throw reader.problem("the first line must be a comment that says what is shown", at: 1) }
        if reader.file.paragraphs.isEmpty { throw reader.problem("there is no step", at: 1) }
        return reader.file
    }

    private init(file: CaseFile) {
        self.file = file
    }

    private mutating func take(_ text: String) throws(CaseProblem) {
        if text.hasPrefix("#") {
            if file.title.isEmpty { file.title = trimmed(String(text.dropFirst())) }
            return
        }
        if trimmed(text).isEmpty { return try endParagraph() }
        if text.hasPrefix("<") || (text.hasPrefix(" ") && expectation != nil) { return try takeBody(text) }
        if text.hasPrefix(" ") { return try takeRow(trimmed(text)) }
        if text.hasPrefix("for ") { return try takeTable(text) }
        if try takeExpectation(text) { return }
        if try takeRequest(text) { return }
        if try takeDirective(text) { return }
        if try takeHeader(text) { return }
        throw problem("cannot be understood: \(text)")
    }

    // MARK: Tables

    private mutating func takeTable(_ text: String) throws(CaseProblem) {
        guard paragraph.steps.isEmpty, exchange == nil else { throw problem("a table must stand before the steps it repeats") }
        let parts = words(text)
        guard let keyword = parts.firstIndex(of: "in"), keyword > 1 else { throw problem("expected: for NAME… in VALUE…") }
        let names = Array(parts[1..<keyword])
        let values = parts[(keyword + 1)...].flatMap(CaseReader.expanded)
        guard values.isEmpty || names.count == 1 else { throw problem("a table of several names has a row a line") }
        paragraph.tables.append(Table(names: names, rows: values.map { [$0] }))
    }

    private mutating func takeRow(_ text: String) throws(CaseProblem) {
        guard exchange == nil, var table = paragraph.tables.popLast() else { throw problem("an indented line without a table") }
        var columns = text.split(separator: " ", maxSplits: table.names.count - 1).map { trimmed(String($0)) }
        if columns.count < table.names.count { throw problem("expected \(table.names.count) columns: \(table.names)") }
        columns = columns.map { $0 == "(empty)" ? "" : $0 }
        table.rows.append(columns)
        paragraph.tables.append(table)
    }

    /// `1..3` stands for three words, `(empty)` for no text.
    private static func expanded(_ word: String) -> [String] {
        if word == "(empty)" { return [""] }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let low = Int(parts[0]), let high = Int(parts[2]), low <= high else {
            return [word]
        }
        return (low...high).map(String.init)
    }

    // MARK: Requests and replies

    private mutating func takeRequest(_ text: String) throws(CaseProblem) -> Bool {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let isMethod = parts[0].hasPrefix("{") || parts[0].utf8.allSatisfy { $0 >= 0x41 && $0 < 0x7B }
        guard parts.count == 2, isMethod, parts[1].hasPrefix("/") || parts[1].hasPrefix("{") else { return false }
        try endExchange()
        exchange = (line, Exchange(method: parts[0], target: parts[1]))
        return true
    }

    private mutating func takeExpectation(_ text: String) throws(CaseProblem) -> Bool {
        var rest = text
        var boards: [String]?
        if text.hasPrefix("on "), let colon = text.firstIndex(of: ":") {
            boards = words(String(text[..<colon])).dropFirst().map { $0 }
            rest = trimmed(String(text[text.index(after: colon)...]))
        }
        let parts = rest.split(separator: " ", maxSplits: 1).map(String.init)
        guard let first = parts.first, first.utf8.count == 3, let status = Int(first) else { return false }
        guard exchange != nil else { throw problem("a reply without a request") }
        endExpectation()
        self.boards = boards
        expectation = Expectation(line: line, status: status, reason: parts.count > 1 ? parts[1] : nil)
        return true
    }

    private mutating func takeBody(_ text: String) throws(CaseProblem) {
        guard expectation != nil else { throw problem("a body before its status") }
        guard expectation?.reason == nil else { throw problem("a body beside the reason of a fault") }
        let before = expectation?.body.map { $0 + "\n" } ?? ""
        expectation?.body = before + trimmed(text)
    }

    private mutating func endExpectation() {
        guard let expectation else { return }
        if let boards {
            exchange?.exchange.exceptions.append((boards, expectation))
        } else {
            exchange?.exchange.expected = expectation
        }
        self.expectation = nil
        boards = nil
    }

    private mutating func endExchange() throws(CaseProblem) {
        endExpectation()
        guard let (line, finished) = exchange else { return }
        guard finished.expected != nil || !finished.exceptions.isEmpty else {
            throw problem("the request has no reply", at: line)
        }
        paragraph.steps.append(Step(line: line, action: .request(finished)))
        exchange = nil
    }

    private mutating func endParagraph() throws(CaseProblem) {
        try endExchange()
        if !paragraph.steps.isEmpty {
            file.paragraphs.append(paragraph)
        } else if !paragraph.tables.isEmpty {
            throw problem("a table without steps")
        }
        paragraph = Paragraph()
    }

    // MARK: Other lines

    private mutating func takeDirective(_ text: String) throws(CaseProblem) -> Bool {
        let action: Step.Action
        let parts = words(text)
        switch (parts.first, parts.dropFirst().first) {
        case ("as:", let user?) where ["admin", "operator", "user", "nobody"].contains(user): action = .logIn(user)
        case ("wait", let time?):
            guard time.hasSuffix("s"), let seconds = Int(time.dropLast()) else { throw problem("expected: wait SECONDSs") }
            action = .wait(.seconds(seconds))
        case ("restart", nil): action = .restart
        case ("restarted", nil): action = .restarted
        case ("disk", "full"): action = .diskFull(true)
        case ("disk", "works"): action = .diskFull(false)
        default: return false
        }
        try endExchange()
        paragraph.steps.append(Step(line: line, action: action))
        return true
    }

    private mutating func takeHeader(_ text: String) throws(CaseProblem) -> Bool {
        if text == "late", exchange != nil {
            exchange?.exchange.isLate = true
            return true
        }
        guard let colon = text.firstIndex(of: ":") else { return false }
        let name = String(text[..<colon])
        let value = trimmed(String(text[text.index(after: colon)...]))
        if expectation != nil {
            if name == "picture" {
                expectation?.picture = value
            } else if name.first?.isUppercase == true {
                expectation?.headers.append((name, value))
            } else {
                return false
            }
            return true
        }
        return exchange == nil ? try takeFileHeader(name, value) : try takeRequestHeader(name, value)
    }

    private mutating func takeRequestHeader(_ name: String, _ value: String) throws(CaseProblem) -> Bool {
        switch name {
        case "form": exchange?.exchange.form = value
        case "body": exchange?.exchange.body = value
        case "basic": exchange?.exchange.basic = value
        case "from": exchange?.exchange.source = value
        case "type": exchange?.exchange.contentType = value
        case "length":
            guard let length = Int(value) else { throw problem("expected a number of bytes") }
            exchange?.exchange.length = length
        default: return false
        }
        return true
    }

    private mutating func takeFileHeader(_ name: String, _ value: String) throws(CaseProblem) -> Bool {
        guard paragraph.steps.isEmpty, file.paragraphs.isEmpty else { return false }
        switch name {
        case "boards": file.boards = words(value)
        case "without": file.without = words(value)
        case "taken": file.takenPorts = words(value).compactMap { Int($0) }
        case "with":
            let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw problem("expected: with: PATH=VALUE") }
            file.changes.append((parts[0], parts[1]))
        case "clock":
            guard value == "real" else { throw problem("expected: clock: real") }
            file.usesRealClock = true
        default: return false
        }
        return true
    }

    private func problem(_ message: String, at line: Int? = nil) -> CaseProblem {
        CaseProblem(file: file.name, line: line ?? self.line, message: message)
    }

    private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

func trimmed(_ text: String) -> String {
    let space = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
    let bytes = Array(text.utf8).drop(while: space)
    let end = bytes.lastIndex { !space($0) }.map { $0 + 1 } ?? bytes.startIndex
    return String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self)
}
