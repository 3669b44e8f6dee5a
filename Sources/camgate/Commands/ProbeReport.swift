import BoardDevices
import ConfigurationFiles
import MediaCore

/// What probers found, for people and for programs.
struct ProbeReport {
    let findings: [Finding]
    let drivers: [any Driver.Type]

    /// For people: a paragraph a finding.
    var text: String {
        if findings.isEmpty { return "Nothing was found: the kernel of this machine reports no hardware that probers know." }
        return findings.map(paragraph).joined(separator: "\n")
    }

    /// For programs: an array of objects.
    var json: String { ConfigurationFile.json(of: ConfigNode(.list(findings.map(node)))) }

    private func paragraph(_ finding: Finding) -> String {
        var lines = ["\(finding.kind)  \(finding.path)  \(finding.description)"]
        for fact in finding.facts { lines.append("    \(fact.name): \(fact.value)") }
        for entry in finding.entries(for: drivers) {
            let keys = entry.keys.map { ", \($0.name): \($0.value)" }.joined()
            lines.append(
                "    board file: \(entry.name): { driver: \(entry.driver), role: [\(entry.roles.joined(separator: ", "))]\(keys) }"
            )
        }
        return lines.map(ProbeReport.plain).joined(separator: "\n")
    }

    private func node(_ finding: Finding) -> ConfigNode {
        var entries = [
            item("kind", scalar(finding.kind)), item("path", scalar(finding.path)),
            item("description", scalar(finding.description)),
            item("facts", map(finding.facts.map { item($0.name, scalar($0.value)) })),
        ]
        if !finding.modes.isEmpty {
            let modes = finding.modes.map {
                map([item("size", scalar($0.size.description)), item("rate", scalar("\($0.rate)"))])
            }
            entries.append(item("modes", ConfigNode(.list(modes))))
        }
        let usable = finding.entries(for: drivers)
        if !usable.isEmpty { entries.append(item("entries", map(usable.map { item($0.name, $0.node) }))) }
        return map(entries)
    }

    private func scalar(_ text: String) -> ConfigNode { ConfigNode(.scalar(text)) }
    private func map(_ entries: [ConfigNode.Entry]) -> ConfigNode { ConfigNode(.map(entries)) }
    private func item(_ key: String, _ node: ConfigNode) -> ConfigNode.Entry { ConfigNode.Entry(key: key, node: node) }

    /// Devices choose their own names; a terminal must not obey them.
    static func plain(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            out.append(isControl ? "?" : scalar)
        }
        return String(out)
    }
}
