import Foundation
import PackagePlugin

/// Writes `Composition.swift` for an executable: the list of the plugins and drivers that it links.
///
/// The traits decide what is linked; what is linked decides the list. So a product's feature set is one line in Package.swift.
@main
struct Composition: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let linked = target.dependencies.compactMap { dependency -> String? in
            if case .target(let target) = dependency { target.name } else { nil }
        }
        let plugins = linked.filter { $0.hasSuffix("Plugin") }
        let drivers = linked.filter { $0.hasSuffix("Driver") }
        var lines = ["// Generated from the linked targets of \(target.name).", "import BoardDevices", "import GatewayCore"]
        for module in plugins + drivers { lines.append("import \(module)") }
        lines += ["", "/// The parts that this build links.", "let linkedParts = Parts(", "    plugins: ["]
        for module in plugins { lines.append("        \(module).\(module.dropLast(6)).self,") }
        lines += ["    ],", "    drivers: [[any Driver.Type]](["]
        for module in drivers { lines.append("        \(module).\(module.dropLast(6)).drivers,") }
        lines += ["    ]).flatMap { $0 },", "    probers: [[any Prober.Type]](["]
        for module in drivers { lines.append("        \(module).\(module.dropLast(6)).probers,") }
        lines += ["    ]).flatMap { $0 })", ""]
        let text = lines.joined(separator: "\n")
        let file = context.pluginWorkDirectoryURL.appending(path: "Composition.swift")
        if (try? String(contentsOf: file, encoding: .utf8)) != text {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        // The file is written above, while the build is planned; the command only tells the build that it exists.
        let nothing = URL(filePath: "/bin/true")
        return [
            .buildCommand(
                displayName: "Composing \(target.name)", executable: nothing, arguments: [], inputFiles: [],
                outputFiles: [file])
        ]
    }
}
