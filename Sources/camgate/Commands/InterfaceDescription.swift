import BoardDevices
import ConfigurationFiles
import GatewayCore

/// An interface as documentation.
struct InterfaceDescription {
    private let path: String
    private let section: String
    private let summary: String
    private let authentication: String
    private let parameters: [(name: String, values: String, fault: String, summary: String)]
    private let faults: [String]

    init(_ interface: Interface) {
        path = interface.path
        section = interface.section
        summary = interface.summary
        parameters = interface.parameters().map { ($0.name, $0.domain.meaning, $0.domain.reason(for: $0.name), $0.summary) }
        let general: [String]
        switch interface.authentication {
        case .none:
            authentication = "anyone"
            general = [Fault.parameters.reason]
        case .session:
            authentication = "uid"
            general = [Fault.parameters, .missingUID, .unknownUID].map(\.reason)
        case .credentials:
            authentication = "uid, or username and password"
            general = [Fault.parameters, .missingUID, .unknownUID].map(\.reason)
        case .basic:
            authentication = "HTTP Basic"
            general = []
        }
        if case .absent(let fault) = interface.answer {
            faults = [fault.reason]
        } else {
            faults = general + (interface.canChange ? [Fault.noPermission.reason] : []) + interface.faults
        }
    }

    /// For people.
    var text: String {
        var lines = ["\(path)   (section \(section); \(authentication))", "    \(summary)"]
        for parameter in parameters {
            lines.append("    \(parameter.name) = \(parameter.values)")
            lines.append("        \(parameter.summary); fault: \(parameter.fault)")
        }
        lines.append("    faults: \(faults.joined(separator: "; "))")
        return lines.joined(separator: "\n")
    }

    /// For programs: an array of objects.
    static func json(_ interfaces: [InterfaceDescription]) -> String {
        ConfigurationFile.json(of: ConfigNode(.list(interfaces.map(\.node))))
    }

    private var node: ConfigNode {
        let parameters = parameters.map { parameter in
            object([
                ("name", text(parameter.name)), ("values", text(parameter.values)), ("fault", text(parameter.fault)),
                ("summary", text(parameter.summary)),
            ])
        }
        return object([
            ("path", text(path)), ("section", text(section)), ("summary", text(summary)),
            ("authentication", text(authentication)), ("parameters", ConfigNode(.list(parameters))),
            ("faults", ConfigNode(.list(faults.map(text)))),
        ])
    }

    private func text(_ value: String) -> ConfigNode { ConfigNode(.scalar(value)) }

    private func object(_ entries: [(String, ConfigNode)]) -> ConfigNode {
        ConfigNode(.map(entries.map { ConfigNode.Entry(key: $0.0, node: $0.1) }))
    }
}
