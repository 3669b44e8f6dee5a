import Testing

@Suite("Every part has the same shape")
struct FolderRules {
    private static let plugins = Repository.folders(in: "Plugins")
    private static let drivers = Repository.folders(in: "BoardSupport/Drivers")
    private static let boards = Repository.folders(in: "BoardSupport/Boards")

    private func headings(_ path: String) -> [String] {
        var isCode = false
        return Repository.text(of: path).split(separator: "\n").compactMap { line in
            if line.hasPrefix("```") { isCode.toggle() }
            return !isCode && line.hasPrefix("#") ? String(line) : nil
        }
    }

    private func missing(_ path: String, title: String, settings: String) -> [String] {
        let found = headings(path)
        let wanted = ["# \(title)", "## What it gives", "## What it needs", settings, "## Faults", "## Tested"]
        return wanted.filter { !found.contains($0) }
    }

    private func hasTests(_ target: String) -> Bool {
        Repository.swiftFiles(in: "Tests/\(target)").contains { file in file.code.contains { $0.text.contains("@Test") } }
    }

    @Test("a plugin has a README with the headings of all plugins", arguments: plugins)
    func pluginReadme(name: String) {
        #expect(missing("Plugins/\(name)/README.md", title: name, settings: "## Settings") == [])
    }

    @Test("a plugin has tests of its own", arguments: plugins)
    func pluginTests(name: String) {
        #expect(hasTests("\(name)PluginTests"))
    }

    @Test("a plugin's module and type are named like its folder", arguments: plugins)
    func pluginType(name: String) {
        let declaration = "public static let name = \"\(name)\""
        #expect(Repository.swiftFiles(in: "Plugins/\(name)").contains { Repository.text(of: $0.path).contains(declaration) })
        #expect(Repository.text(of: "Package.swift").contains("Module(name: \"\(name)\""))
    }

    @Test("a driver module has a README with the headings of all drivers", arguments: drivers)
    func driverReadme(name: String) {
        #expect(missing("BoardSupport/Drivers/\(name)/README.md", title: name, settings: "## Board file") == [])
    }

    @Test("a driver module has tests of its own", arguments: drivers)
    func driverTests(name: String) {
        #expect(hasTests("\(name)DriverTests"))
        #expect(Repository.text(of: "Package.swift").contains("DriverModule(name: \"\(name)\""))
    }

    @Test("a driver's README names the driver as board files do", arguments: drivers)
    func driverName(name: String) {
        let sources = Repository.swiftFiles(in: "BoardSupport/Drivers/\(name)").map { Repository.text(of: $0.path) }
        let readme = Repository.text(of: "BoardSupport/Drivers/\(name)/README.md")
        let names = sources.flatMap { text in
            text.split(separator: "\n").compactMap { line -> String? in
                guard line.contains("static let name = \"") else { return nil }
                return line.split(separator: "\"").dropFirst().first.map(String.init)
            }
        }
        #expect(!names.isEmpty)
        #expect(names.filter { !readme.contains("`\($0)`") && !readme.contains("driver: \($0)") } == [])
    }

    @Test(
        "a C library folder holds a module map and a header, nothing else",
        arguments: Repository.folders(in: "BoardSupport/CLibraries"))
    func cLibrary(name: String) {
        #expect(Repository.paths(below: "BoardSupport/CLibraries/\(name)") == ["module.modulemap", "shim.h"])
    }

    @Test("a board has a file, a README and the capabilities that are expected of it", arguments: boards)
    func board(name: String) {
        let paths = Repository.paths(below: "BoardSupport/Boards/\(name)")
        #expect(["README.md", "board.yaml", "capabilities.expected"].filter { !paths.contains($0) } == [])
        #expect(headings("BoardSupport/Boards/\(name)/README.md").contains("# \(name)"))
    }

    @Test("a product's trait is made of parts in Package.swift", arguments: Repository.paths(below: "Config/products"))
    func product(file: String) {
        let line = Repository.text(of: "Config/products/\(file)").split(separator: "\n").first {
            $0.hasPrefix("trait: Product")
        }
        let name = line?.dropFirst("trait: Product".count) ?? ""
        #expect(!name.isEmpty)
        #expect(Repository.text(of: "Package.swift").contains("Variant(name: \"\(name)\""))
    }
}
