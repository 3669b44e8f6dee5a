import BoardDevices
import ConfigurationFiles
import GatewayCore
import MediaCore

/// A product and its board as their files say, with what the command line changes.
struct Assembly: Sendable {
    let productNode: ConfigNode
    let boardNode: ConfigNode
    let product: ProductFile
    let board: BoardFile

    /// Reads and checks the files.
    ///
    /// - Parameters:
    ///   - path: the product file.
    ///   - settings: paths with values, such as `board.devices.camera.clip` and `listen.http`; paths that begin with `board.` change
    ///     the board's tree, others the product's.
    init(productPath path: String, changing settings: [(path: String, value: String)]) throws(ConfigFailure) {
        let source = try ProductSource.load(path)
        var (productNode, boardNode) = (source.product, source.board)
        for (path, value) in settings {
            let keys = path.split(separator: ".").map(String.init)
            if keys.first == "board" {
                boardNode = boardNode.setting(Array(keys.dropFirst()), to: value)
            } else {
                productNode = productNode.setting(keys, to: value)
            }
        }
        self.productNode = productNode
        self.boardNode = boardNode
        product = try ProductFile(productNode, file: path)
        board = try BoardFile(boardNode, file: source.boardFile, drivers: linkedParts.drivers)
    }

    /// What differs from another reading of the files, a line a value.
    func changes(from old: Assembly) -> [String] {
        Assembly.differences("product", old.productNode, productNode)
            + Assembly.differences("board", old.boardNode, boardNode)
    }

    private static func differences(_ name: String, _ old: ConfigNode, _ new: ConfigNode) -> [String] {
        let before = Dictionary(old.leaves.map { ($0.path, $0.text) }) { first, _ in first }
        let after = Dictionary(new.leaves.map { ($0.path, $0.text) }) { first, _ in first }
        return Set(before.keys).union(after.keys).sorted().compactMap { path in
            let (was, now) = (before[path], after[path])
            if was == now { return nil }
            // A password in a log would outlive its file.
            if path.hasSuffix("password") { return "\(name).\(path) changed" }
            return "\(name).\(path): \(was ?? "(none)") -> \(now ?? "(none)")"
        }
    }
}
