import Foundation

/// The repository's own files, found from where this one lies.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The Swift files below a folder, by path from the root.
    static func swiftFiles(in folders: String...) -> [SourceFile] {
        folders.flatMap { folder in
            paths(below: folder).filter { $0.hasSuffix(".swift") }.map { SourceFile(path: "\(folder)/\($0)") }
        }
    }

    /// The names of the folders right inside a folder.
    static func folders(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        return names.sorted().filter { name in
            var isFolder: ObjCBool = false
            let path = root.appending(path: "\(folder)/\(name)").path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }
    }

    /// The paths of all files below a folder, from there.
    static func paths(below folder: String) -> [String] {
        (FileManager.default.subpaths(atPath: root.appending(path: folder).path) ?? []).sorted()
    }

    /// A file's text; empty if there is none.
    static func text(of path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }
}

/// A Swift file.
struct SourceFile {
    let path: String

    /// The lines as they stand.
    var lines: [String] {
        var lines = Repository.text(of: path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// The lines with the texts of strings and comments taken out, numbered from 1.
    var code: [(number: Int, text: String)] {
        lines.enumerated().map { ($0 + 1, SourceFile.code(in: $1)) }
    }

    /// The modules that the file imports, with the line of each.
    var imports: [(line: Int, module: String)] {
        code.compactMap { number, text in
            var words = text.split(separator: " ").map(String.init)
            while let first = words.first, ["public", "internal", "package"].contains(first) || first.hasPrefix("@") {
                words.removeFirst()
            }
            guard words.first == "import", let module = words.last else { return nil }
            return (number, module.split(separator: ".").first.map(String.init) ?? module)
        }
    }

    private static func code(in line: String) -> String {
        var out = ""
        var isQuoted = false
        var previous: Character = " "
        for character in line {
            if character == "\"" && previous != "\\" { isQuoted.toggle() }
            if !isQuoted && character == "/" && previous == "/" { return String(out.dropLast()) }
            if !isQuoted || character == "\"" { out.append(character) }
            previous = character
        }
        return out
    }
}
