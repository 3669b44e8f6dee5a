import BoardDevices
import ConfigurationFiles

/// Diagnoses of a board's devices, for people and for programs.
struct DiagnosisTable {
    private let widths: (device: Int, driver: Int, role: Int)

    /// A table wide enough for all devices of a board.
    init(board: BoardFile) {
        let devices = board.devices
        widths = (
            ([6] + devices.map(\.name.utf8.count)).max() ?? 0, ([6] + devices.map(\.driver.utf8.count)).max() ?? 0,
            ([4] + devices.map { $0.roles.joined(separator: ", ").utf8.count }).max() ?? 0
        )
    }

    /// The first line.
    var heading: String { row("DEVICE", "DRIVER", "ROLE", "", "FOUND") }

    /// A diagnosis: what was found, then what is wrong and what to do about it.
    func lines(of diagnosis: Diagnosis) -> String {
        let examination = diagnosis.examination
        let word = diagnosis.isHealthy ? "ok" : "WRONG"
        var texts = examination.found.isEmpty ? [] : [examination.found.joined(separator: "; ")]
        for fault in examination.faults {
            texts.append(fault.message)
            if !fault.remedy.isEmpty { texts.append("to do: \(fault.remedy)") }
        }
        texts += examination.advice.map { "note: \($0)" }
        let first = row(diagnosis.device, diagnosis.driver, diagnosis.role, word, texts.first ?? "")
        return ([first] + texts.dropFirst().map { row("", "", "", "", $0) }).joined(separator: "\n")
    }

    /// The last line.
    func verdict(on diagnoses: [Diagnosis]) -> String {
        let wrong = diagnoses.filter { !$0.isHealthy }.map(\.device)
        var names: [String] = []
        for name in wrong where !names.contains(name) { names.append(name) }
        return names.isEmpty
            ? "All \(Set(diagnoses.map(\.device)).count) devices are well." : "Wrong: \(names.joined(separator: ", "))."
    }

    private func row(_ device: String, _ driver: String, _ role: String, _ word: String, _ text: String) -> String {
        let cells = [
            padded(device, widths.device), padded(driver, widths.driver), padded(role, widths.role), padded(word, 5), text,
        ]
        return ProbeReport.plain(cells.joined(separator: "  "))
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    /// For programs: an array of objects.
    static func json(_ diagnoses: [Diagnosis]) -> String {
        ConfigurationFile.json(of: ConfigNode(.list(diagnoses.map(node))))
    }

    private static func node(_ diagnosis: Diagnosis) -> ConfigNode {
        let faults = diagnosis.examination.faults.map { fault in
            object([
                ("kind", scalar(fault.kind.rawValue)), ("message", scalar(fault.message)), ("remedy", scalar(fault.remedy)),
            ])
        }
        return object([
            ("device", scalar(diagnosis.device)), ("driver", scalar(diagnosis.driver)), ("role", scalar(diagnosis.role)),
            ("ok", scalar(diagnosis.isHealthy ? "true" : "false")), ("found", list(diagnosis.examination.found)),
            ("faults", ConfigNode(.list(faults))), ("notes", list(diagnosis.examination.advice)),
        ])
    }

    private static func scalar(_ text: String) -> ConfigNode { ConfigNode(.scalar(text)) }
    private static func list(_ texts: [String]) -> ConfigNode { ConfigNode(.list(texts.map(scalar))) }
    private static func object(_ entries: [(String, ConfigNode)]) -> ConfigNode {
        ConfigNode(.map(entries.map { ConfigNode.Entry(key: $0.0, node: $0.1) }))
    }
}
