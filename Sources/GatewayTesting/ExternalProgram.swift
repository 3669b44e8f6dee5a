#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A program of the machine that a test uses as its witness (ffmpeg, x264).
public struct ExternalProgram: Sendable {
    /// Where it is.
    public let path: String

    /// The program of that name, or nil where the machine does not have it.
    public init?(_ name: String) {
        let folders = ["/usr/local/bin", "/usr/bin", "/bin"]
        let candidates = folders.map { folder -> String in "\(folder)/\(name)" }
        guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else { return nil }
        self.path = path
    }

    /// Whether the machine has a program of that name: a test without its witness is skipped.
    public static func exists(_ name: String) -> Bool { ExternalProgram(name) != nil }

    /// Runs the program to its end, without input and output.
    ///
    /// - Throws: ``ConformanceFailure`` if it ends with a failure.
    public func run(_ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words = ([path] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var process = pid_t()
        guard posix_spawn(&process, path, &actions, nil, words, environ) == 0 else {
            throw ConformanceFailure("\(path) does not start")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw ConformanceFailure("\(path) got lost") }
        }
        guard status == 0 else {
            throw ConformanceFailure("\(path) \(arguments.joined(separator: " ")) ended with status \(status)")
        }
    }
}
