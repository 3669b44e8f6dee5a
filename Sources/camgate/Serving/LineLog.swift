import GatewayCore
import Logging
import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Writes log lines to standard error: time, level, message, then `key=value` pairs. Texts from outside cannot forge a line.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        var line = "\(LineLog.time) \(event.level.rawValue.uppercased()) \(LineLog.plain("\(event.message)"))"
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            let text = "\(value)"
            if !text.isEmpty { line += " \(key)=\(LineLog.quoted(text))" }
        }
        line += "\n"
        let bytes = Array(line.utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static var time: String {
        let now = WallClock.millisecondsSince1970
        let text = CivilTime(secondsSince1970: now / 1_000).iso
        return text.replacing(" ", with: "T") + ".\(padded(Int(now % 1_000), 3))Z"
    }

    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return needsQuotes ? "\"\(plain(text).replacing("\"", with: "'"))\"" : plain(text)
    }

    private static func plain(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(1_000) {
            let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            out.append(isControl ? "?" : scalar)
        }
        return String(out)
    }
}

extension LineLog {
    /// The process's log at a level.
    static func logger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "camgate") { _ in LineLog() }
        logger.logLevel = level
        return logger
    }
}
