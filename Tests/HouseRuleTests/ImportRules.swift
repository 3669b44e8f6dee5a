import Testing

/// Who may import whom, as docs/ARCHITECTURE.md has it. The target graph enforces most of it; this reads the rest.
@Suite("Imports keep to the architecture")
struct ImportRules {
    private static let pluginModules = Repository.folders(in: "Plugins").map { "\($0)Plugin" }
    private static let driverModules = Repository.folders(in: "BoardSupport/Drivers").map { "\($0)Driver" }
    private static let cLibraries = Repository.folders(in: "BoardSupport/CLibraries")
    private static let ours =
        ["MediaCore", "BoardDevices", "GatewayCore", "GatewayHTTP", "SQLiteStore", "ConfigurationFiles", "GatewayTesting"]
        + pluginModules + driverModules + cLibraries

    /// The imports in a folder of what is ours and not allowed there.
    private func offences(in folder: String, allowed: [String]) -> [String] {
        Repository.swiftFiles(in: folder).flatMap { file in
            file.imports.filter { Self.ours.contains($0.module) && !allowed.contains($0.module) }
                .map { "\(file.path):\($0.line): imports \($0.module)" }
        }
    }

    @Test(
        "a layer imports only what lies below it",
        arguments: [
            ("Sources/MediaCore", []),
            ("BoardSupport/Devices", ["MediaCore"]),
            ("Sources/GatewayCore", ["MediaCore", "BoardDevices"]),
            ("Sources/GatewayHTTP", ["GatewayCore", "MediaCore", "BoardDevices"]),
            ("Sources/ConfigurationFiles", ["BoardDevices"]),
            ("Sources/SQLiteStore", ["GatewayCore", "MediaCore", "CSQLite"]),
            ("Sources/GatewayTesting", ["GatewayCore", "MediaCore", "BoardDevices", "ConfigurationFiles"]),
        ])
    func layer(folder: String, allowed: [String]) {
        #expect(!Repository.swiftFiles(in: folder).isEmpty)
        #expect(offences(in: folder, allowed: allowed) == [])
    }

    @Test("a plugin imports no driver, no C library, no adapter and no other plugin", arguments: pluginModules)
    func plugin(module: String) {
        let folder = "Plugins/\(module.dropLast("Plugin".count))"
        #expect(offences(in: folder, allowed: ["GatewayCore", "MediaCore", "BoardDevices"]) == [])
        let adapters = Repository.swiftFiles(in: folder).filter { file in
            file.imports.contains { ["NIOHTTP1", "Yams", "ArgumentParser", "Crypto"].contains($0.module) }
        }
        #expect(adapters.map(\.path) == [])
    }

    @Test("a driver imports neither the gateway nor another driver", arguments: driverModules)
    func driver(module: String) {
        let folder = "BoardSupport/Drivers/\(module.dropLast("Driver".count))"
        #expect(offences(in: folder, allowed: ["MediaCore", "BoardDevices"] + Self.cLibraries) == [])
    }

    /// libjpeg-turbo is two libraries in one: the still encoder makes files, cameras that send files have them decoded.
    private static let doors = ["CTurboJPEG": 2]

    @Test("a C library is seen by one driver only", arguments: cLibraries)
    func cLibrary(name: String) {
        let files = Repository.swiftFiles(in: "Sources", "Plugins", "BoardSupport").filter { file in
            file.imports.contains { $0.module == name }
        }
        let folders = Set(files.map { $0.path.split(separator: "/").dropLast().joined(separator: "/") })
        #expect(folders.count <= Self.doors[name, default: 1], "\(name) is imported in \(folders.sorted())")
    }

    @Test("the whole of Foundation stays out of what devices run")
    func foundation() {
        let files = Repository.swiftFiles(in: "Sources", "Plugins", "BoardSupport").filter { file in
            !file.path.hasPrefix("Sources/Composition/") && file.imports.contains { $0.module == "Foundation" }
        }
        #expect(files.map(\.path) == [])
    }

    @Test("the test support is linked by no product")
    func testSupport() {
        let files = Repository.swiftFiles(in: "Sources/camgate", "Plugins", "BoardSupport").filter { file in
            file.imports.contains { $0.module == "GatewayTesting" || $0.module == "Testing" }
        }
        #expect(files.map(\.path) == [])
    }
}
