import Foundation

/// Where boards, products and bad examples lie in the repository.
enum Places {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The boards, by folder.
    static let boards = names(in: "BoardSupport/Boards")
    /// The products, by file name without its ending.
    static let products = names(in: "Config/products").map { String($0.dropLast(".yaml".count)) }
    /// Board files that must be refused.
    static let badBoards = names(in: "Tests/BoardTests/Files/boards")
    /// Product files that must be refused.
    static let badProducts = names(in: "Tests/BoardTests/Files/products")

    static func path(_ relative: String) -> String { root.appending(path: relative).path }

    static func board(_ name: String) -> String { path("BoardSupport/Boards/\(name)/board.yaml") }

    static func product(_ name: String) -> String { path("Config/products/\(name).yaml") }

    /// A file's text; empty if there is none.
    static func text(_ relative: String) -> String {
        (try? String(contentsOf: root.appending(path: relative), encoding: .utf8)) ?? ""
    }

    private static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
        return names.sorted().filter { !$0.hasPrefix(".") }
    }
}
