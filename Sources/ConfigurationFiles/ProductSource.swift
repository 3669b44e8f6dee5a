public import BoardDevices

/// A product's manifest together with the board that it names.
public enum ProductSource {
    /// Reads a product file and its board.
    ///
    /// The product's key `board` is the path of a board file, relative to the folder of the product file, or, in a packed product,
    /// the board itself.
    ///
    /// - Returns: both trees, and the path of the file that the board stands in, for messages.
    /// - Throws: what is wrong with either file.
    public static func load(
        _ productPath: String
    ) throws(ConfigFailure) -> (product: ConfigNode, board: ConfigNode, boardFile: String) {
        let product = try ConfigurationFile.load(productPath)
        guard case .map = product.value else {
            throw ConfigurationFile.failure(productPath, product.line, "expected a mapping of keys to values")
        }
        guard let board = product["board"] else {
            throw ConfigurationFile.failure(productPath, nil, "missing; expected the path of a board file", path: "board")
        }
        switch board.value {
        case .map:
            return (product, board, productPath)
        case .scalar(let path) where !path.isEmpty:
            let boardFile = resolve(path, beside: productPath)
            do throws(ConfigFailure) {
                return (product, try ConfigurationFile.load(boardFile), boardFile)
            } catch {
                // A board that is not there is mended in the product file; one that is there, in its own.
                guard error.problems.allSatisfy({ $0.line == nil && $0.path.isEmpty }) else { throw error }
                let reason = error.problems.map(\.description).joined(separator: "; ")
                throw ConfigurationFile.failure(productPath, board.line, reason, path: "board")
            }
        case .scalar, .list:
            throw ConfigurationFile.failure(
                productPath, board.line, "expected the path of a board file, or a board", path: "board")
        }
    }

    private static func resolve(_ path: String, beside file: String) -> String {
        let separator = UInt8(ascii: "/")
        guard path.utf8.first != separator, let slash = file.utf8.lastIndex(of: separator) else { return path }
        return String(file[...slash]) + path
    }
}
