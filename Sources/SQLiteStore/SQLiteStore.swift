public import GatewayCore
public import Logging
import MediaCore
import Synchronization

/// Durable settings in one SQLite file, `settings.db`, in a folder of its own.
///
/// Reads are answered from memory. A write is one transaction on a thread of the store's own; it returns when the disk has it.
public final class SQLiteStore: Store {
    typealias Content = [String: [String: String]]

    /// Where a damaged file was moved when the store was opened, or nil if there was none: the settings began anew then.
    public let damagedFile: String?

    private let path: String
    private let database: Mutex<Connection?>
    private let cache: Mutex<Content>
    private let worker: Worker

    /// Opens the settings, making folder (0700) and file (0600) where they are missing. Reads the disk; meant for start-up.
    ///
    /// A damaged file is no failure: it is moved aside (see ``damagedFile``), logged, and a new one begun.
    ///
    /// - Throws: ``StoreFailure`` if the folder cannot be made or written, or another process has the settings open.
    public convenience init(folder: String, logger: Logger) throws(StoreFailure) {
        try self.init(folder: folder, pageLimit: nil, queue: 1024)
        if let damagedFile {
            logger.error("the settings were damaged; they begin anew", metadata: ["movedTo": "\(damagedFile)"])
        }
    }

    /// Opens the settings.
    ///
    /// - Parameters:
    ///   - folder: where the file lies.
    ///   - pageLimit: caps the file's size in pages of 4 KiB, as a full disk does.
    ///   - queue: how many writes may wait.
    init(folder: String, pageLimit: Int?, queue: Int) throws(StoreFailure) {
        let folder = SettingsFolder(path: folder)
        path = folder.file
        try folder.prepare()
        var content: Content = [:]
        var aside: String?
        let connection: Connection
        do throws(StoreFailure) {
            connection = try SQLiteStore.open(folder.file, pageLimit, &content)
        } catch {
            guard error.kind == .damaged else { throw error }
            aside = try folder.moveAside()
            try folder.prepare()
            connection = try SQLiteStore.open(folder.file, pageLimit, &content)
        }
        damagedFile = aside
        database = Mutex(connection)
        cache = Mutex(content)
        worker = Worker(name: "settings", capacity: queue)
    }

    public func values(in scope: String) -> [String: String] {
        cache.withLock { $0[scope] ?? [:] }
    }

    public func write(_ scope: String, _ changes: [String: String?]) async throws {
        guard !changes.isEmpty else { return }
        try await change { connection throws(StoreFailure) in
            for (name, value) in changes {
                if let value {
                    try connection.run("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", [scope, name, value])
                } else {
                    try connection.run("DELETE FROM entries WHERE scope = ? AND name = ?", [scope, name])
                }
            }
        } remember: { content in
            for (name, value) in changes { content[scope, default: [:]][name] = value }
        }
    }

    public func erase(keeping scopes: [String]) async throws {
        try await change { connection throws(StoreFailure) in
            let places = scopes.map { _ in "?" }.joined(separator: ", ")
            try connection.run("DELETE FROM entries WHERE scope NOT IN (\(places))", scopes)
        } remember: { content in
            content = content.filter { scopes.contains($0.key) }
        } settle: { connection in
            // Erased passwords shall not live on in the log; a failure costs only that.
            try? connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    /// Finishes the writes that are waiting and closes the file; later writes fail, reads go on. Waits for the disk.
    public func close() {
        worker.stop()
        database.withLock { $0 = nil }
    }

    /// Changes the file in one transaction and then, when that is durable, what is remembered of it.
    private func change(
        _ work: @escaping @Sendable (borrowing Connection) throws(StoreFailure) -> Void,
        remember: @escaping @Sendable (inout Content) -> Void,
        settle: @escaping @Sendable (borrowing Connection) -> Void = { _ in }
    ) async throws {
        do {
            try await worker.run {
                try self.withConnection { connection throws(StoreFailure) in
                    try connection.transaction(work)
                    self.cache.withLock { remember(&$0) }
                    settle(connection)
                }
            }
        } catch is CancellationError {
            if database.withLock({ $0 == nil }) { throw StoreFailure(.closed, "\(path): closed") }
            throw StoreFailure(.overloaded, "\(path): too many writes are waiting")
        }
    }

    private func withConnection(_ work: (borrowing Connection) throws(StoreFailure) -> Void) throws(StoreFailure) {
        try database.withLock { slot throws(StoreFailure) in
            // A value that cannot be copied is lent by taking it out and putting it back.
            guard let connection = slot.take() else { throw StoreFailure(.closed, "\(path): closed") }
            do throws(StoreFailure) {
                try work(connection)
                slot = consume connection
            } catch {
                slot = consume connection
                throw error
            }
        }
    }

    private static func open(
        _ path: String, _ pageLimit: Int?, _ content: inout Content
    ) throws(StoreFailure) -> Connection {
        let connection = try Connection(path: path)
        // One process at a time: another one's changes would never reach this one's memory.
        try connection.run("PRAGMA locking_mode = EXCLUSIVE")
        let mode = try connection.text("PRAGMA journal_mode = WAL")
        guard mode == "wal" else { throw StoreFailure(.inaccessible, "\(path): no write-ahead log possible, only \(mode)") }
        try connection.run("PRAGMA synchronous = FULL")
        try connection.run("PRAGMA secure_delete = ON")
        try connection.run("PRAGMA wal_autocheckpoint = 200")
        let verdict = try connection.text("PRAGMA quick_check(1)")
        guard verdict == "ok" else { throw StoreFailure(.damaged, "\(path): \(verdict)") }
        try connection.run(
            """
            CREATE TABLE IF NOT EXISTS entries (
                scope TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (scope, name)
            ) WITHOUT ROWID
            """)
        var found: Content = [:]
        try connection.run("SELECT scope, name, value FROM entries") { row in
            found[row[0], default: [:]][row[1]] = row[2]
        }
        if let pageLimit { try connection.run("PRAGMA max_page_count = \(pageLimit)") }
        content = found
        return connection
    }
}
