import ArgumentParser
import BoardDevices
import ConfigurationFiles
import GatewayCore

/// `camgate check FILE…`: validates board and product files without touching hardware.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks board and product files without touching hardware.")

    @Argument(help: "Board and product files.")
    var files: [String]

    func run() throws {
        var hasProblems = false
        for file in files {
            do throws(ConfigFailure) {
                print("\(file): \(try summary(of: file))")
            } catch {
                hasProblems = true
                for problem in error.problems { print(problem) }
            }
        }
        if hasProblems { throw ExitCode(1) }
    }

    private func summary(of file: String) throws(ConfigFailure) -> String {
        let root = try ConfigurationFile.load(file)
        if root["product"] != nil {
            let assembly = try Assembly(productPath: file, changing: [])
            return "product \(assembly.product.name) on board \(assembly.board.name), \(assembly.board.devices.count) devices"
        }
        if root["board"] != nil {
            let board = try BoardFile(root, file: file, drivers: linkedParts.drivers)
            return "board \(board.name): \(board.devices.count) devices, no role or resource taken twice"
        }
        let message = "expected a board file (key board) or a product file (key product)"
        throw ConfigFailure([ConfigProblem(file: file, line: root.line, path: "", message: message)])
    }
}
