import Foundation

/// The case files and the products that they are played on.
enum CaseLibrary {
    /// The repository.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let folder = root.appending(path: "Tests/ConformanceTests/Cases")

    /// The products that every case is played on unless it names some; a line each in Cases/products.txt.
    static let products: [String] = {
        let text = (try? String(contentsOf: folder.appending(path: "products.txt"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { trimmed(String($0)) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }()

    /// The product's file.
    static func path(of product: String) -> String {
        root.appending(path: "Config/products/\(product).yaml").path
    }

    /// All cases, in the order of their names.
    static let cases: [(name: String, file: Result<CaseFile, CaseProblem>)] = {
        let paths = FileManager.default.subpaths(atPath: folder.path) ?? []
        return paths.sorted().filter { $0.contains("/") && $0.hasSuffix(".txt") }.map { path in
            let name = String(path.dropLast(4))
            let text = (try? String(contentsOf: folder.appending(path: path), encoding: .utf8)) ?? ""
            return (name, Result { () throws(CaseProblem) in try CaseReader.read(name, text, known: products) })
        }
    }()

    /// Each case with each of its products.
    static let played: [PlayedCase] = cases.flatMap { name, file in
        guard case .success(let file) = file else { return [PlayedCase]() }
        return (file.boards ?? products).map { PlayedCase(file: file, product: $0) }
    }
}

/// A case on a product.
struct PlayedCase: Sendable {
    let file: CaseFile
    let product: String
}
