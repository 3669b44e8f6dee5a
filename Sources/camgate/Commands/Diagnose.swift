import ArgumentParser
import BoardDevices
import ConfigurationFiles
import GatewayCore
import Logging
import MediaCore

/// `camgate doctor`: opens every device of a board, tries it out without harm and says what is wrong and what to do.
struct Diagnose: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Opens and tries every device of a board without harm; says what is wrong and what to do.")

    @Option(help: "The board file, or a product file whose board is meant.")
    var board: String

    @Option(help: "How many seconds a camera may take for its pictures.")
    var patience = 10

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func validate() throws {
        guard (1...600).contains(patience) else { throw ValidationError("--patience \(patience): expected 1 to 600 seconds") }
    }

    func run() throws {
        let file = try Diagnose.boardFile(board)
        let clock = SystemMonotonicClock()
        let logger = LineLog.logger(.warning)
        let doctor = Doctor(board: file, patience: .seconds(patience)) { device in
            var logger = logger
            logger[metadataKey: "device"] = "\(device)"
            return DriverHost(device: device, stateDirectory: "/dev/null", clock: clock, logger: logger, restartProcess: {})
        }
        let table = DiagnosisTable(board: file)
        if !json { show(table.heading) }
        let diagnoses = doctor.diagnoses { diagnosis in
            if !json { show(table.lines(of: diagnosis)) }
        }
        show(json ? DiagnosisTable.json(diagnoses) : table.verdict(on: diagnoses))
        if diagnoses.contains(where: { !$0.isHealthy }) { throw ExitCode(1) }
    }

    private static func boardFile(_ path: String) throws -> BoardFile {
        let root = try ConfigurationFile.load(path)
        if root["product"] != nil { return try Assembly(productPath: path, changing: []).board }
        return try BoardFile(root, file: path, drivers: linkedParts.drivers)
    }
}
