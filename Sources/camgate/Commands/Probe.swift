import ArgumentParser
import BoardDevices
import ConfigurationFiles
import GatewayCore

/// `camgate probe`: what the machine has, and a first board file for it.
struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the cameras, sound cards, lines, ports, volumes and networks of this machine; drafts a board file.")

    @Flag(help: "Print JSON instead of text.")
    var json = false

    @Option(
        name: [.customLong("write"), .customLong("board")],
        help: "Writes a first board file: YAML, or JSON where the name ends in .json.")
    var file: String?

    @Flag(help: "Overwrites a file that is there.")
    var force = false

    func run() throws {
        let findings = linkedParts.probers.flatMap { $0.findings() }
        let report = ProbeReport(findings: findings, drivers: linkedParts.drivers)
        guard let file else {
            show(json ? report.json : report.text)
            return
        }
        let name = Probe.boardName(file)
        let draft = BoardDraft(name: name, findings: findings, drivers: linkedParts.drivers)
        let isJSON = file.utf8.suffix(5).elementsEqual(".json".utf8)
        try NewFile.write(isJSON ? ConfigurationFile.json(of: draft.node) + "\n" : draft.yaml, to: file, replacing: force)
        show(json ? report.json : report.text)
        show("\nWrote \(file): board \(name), \(draft.parts.count) devices. Next: camgate check \(file)")
    }

    /// A board is called like its folder, `BoardSupport/Boards/<board>/board.yaml`; elsewhere like its file.
    private static func boardName(_ path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        guard let file = parts.last else { return "board" }
        let stem = file.split(separator: ".").first.map(String.init) ?? "board"
        guard stem == "board", parts.count > 1, let folder = parts.dropLast().last, folder != ".", folder != ".." else {
            return stem
        }
        return folder
    }
}
