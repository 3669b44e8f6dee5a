import CSQLite

/// An open SQLite file; closed when the value ends. Every result code of the library becomes a ``StoreFailure`` here.
struct Connection: ~Copyable {
    private let handle: OpaquePointer
    private let path: String

    /// Opens or makes the file at `path`.
    init(path: String) throws(StoreFailure) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            defer { sqlite3_close_v2(opened) }
            throw Connection.failure(opened, code, path)
        }
        handle = opened
        self.path = path
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 2_000)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// Runs one statement to its end.
    ///
    /// - Parameters:
    ///   - sql: the statement, its values as `?`.
    ///   - values: one text for each `?`.
    ///   - row: called for each row with a reader of its columns.
    func run(_ sql: String, _ values: [String] = [], row: (Row) -> Void = { _ in }) throws(StoreFailure) {
        var prepared: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &prepared, nil))
        defer { sqlite3_finalize(prepared) }
        guard let statement = prepared else { return }
        for (index, value) in zip(Int32(1)..., values) {
            try check(csqlite_bind_text(statement, index, value, Int32(clamping: value.utf8.count)))
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: row(Row(statement: statement))
            case SQLITE_DONE: return
            case let code: throw Connection.failure(handle, code, path)
            }
        }
    }

    /// The first column of the first row of a statement; empty where there is none.
    func text(_ sql: String) throws(StoreFailure) -> String {
        var first: String?
        try run(sql) { row in first = first ?? row[0] }
        return first ?? ""
    }

    /// Does `work` as one transaction: all of it or, when it throws, nothing.
    func transaction(_ work: (borrowing Connection) throws(StoreFailure) -> Void) throws(StoreFailure) {
        try run("BEGIN IMMEDIATE")
        do throws(StoreFailure) {
            try work(self)
            try run("COMMIT")
        } catch {
            // Fails where SQLite has rolled back by itself, which is as good.
            try? run("ROLLBACK")
            throw error
        }
    }

    private func check(_ code: Int32) throws(StoreFailure) {
        if code != SQLITE_OK { throw Connection.failure(handle, code, path) }
    }

    private static func failure(_ handle: OpaquePointer?, _ code: Int32, _ path: String) -> StoreFailure {
        let words = handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        let reason = words.map { String(cString: $0) } ?? "SQLite error \(code)"
        return switch code & 0xFF {
        case SQLITE_FULL: StoreFailure(.full, "\(path): no room to store settings (\(reason))")
        case SQLITE_BUSY, SQLITE_LOCKED: StoreFailure(.inUse, "\(path): another process has the settings open")
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_FORMAT: StoreFailure(.damaged, "\(path): \(reason)")
        default: StoreFailure(.inaccessible, "\(path): \(reason)")
        }
    }
}

/// The row at hand of a running statement; valid only within the call that hands it over.
struct Row {
    fileprivate let statement: OpaquePointer

    /// A column as text; empty for NULL.
    subscript(column: Int32) -> String {
        guard let start = sqlite3_column_text(statement, column) else { return "" }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        return String(decoding: bytes, as: UTF8.self)
    }
}
