import Synchronization

/// One thing that is wrong in a board or product file, said so that its author can mend it.
public struct ConfigProblem: Sendable, Hashable, Error, CustomStringConvertible {
    /// The file's path as it was given.
    public let file: String
    /// The line, counted from 1, where the file format tells it.
    public let line: Int?
    /// Where in the tree, such as `devices.camera.driver`; empty for the whole file.
    public let path: String
    /// What is wrong and what was expected.
    public let message: String

    /// A problem at a place in a file.
    public init(file: String, line: Int?, path: String, message: String) {
        self.file = file
        self.line = line
        self.path = path
        self.message = message
    }

    /// `boards/x/board.yaml:12: devices.camera.rate: expected a number from 1 to 60, found "fast"`.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}

/// Collects what is wrong in a file, so that one check names everything at once.
public final class ConfigProblems: Sendable {
    private let found = Mutex<[ConfigProblem]>([])

    /// An empty collection.
    public init() {}

    /// All problems so far, in the order in which they were found.
    public var all: [ConfigProblem] { found.withLock { $0 } }

    /// Adds a problem.
    public func add(_ problem: ConfigProblem) {
        found.withLock { $0.append(problem) }
    }
}

/// Several problems thrown at once.
public struct ConfigFailure: Error, Sendable, CustomStringConvertible {
    /// What is wrong; never empty.
    public let problems: [ConfigProblem]

    /// A failure for the given problems.
    public init(_ problems: [ConfigProblem]) {
        self.problems = problems
    }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
