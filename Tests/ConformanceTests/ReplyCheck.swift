import GatewayCore
import GatewayTesting

/// Compares a reply with what a case expects, and with what holds for every reply.
struct ReplyCheck {
    let expected: Expectation
    /// The `value` that a fault must have.
    let path: String

    /// What differs, or nil. Wildcards of the expected body are bound.
    func defect(_ reply: Reply, method: String, _ bindings: inout Bindings) -> String? {
        guard reply.status == expected.status else {
            return "answers \(reply.status), not \(expected.status): \(reply.text.prefix(600))"
        }
        for (name, value) in expected.headers {
            let found = name == "Content-Type" ? reply.contentType : reply.headers.first { $0.name == name }?.value
            guard found == value else { return "\(name) is \(found ?? "not there"), not \(value)" }
        }
        if let size = expected.picture {
            guard reply.contentType == "image/jpeg" else {
                return "the reply is \(reply.contentType): \(reply.text.prefix(300))"
            }
            let found = JPEGSize.text(reply.body)
            return found == size ? nil : "the picture is \(found ?? "no JPEG"), not \(size)"
        }
        guard reply.contentType == Reply.xml else { return "Content-Type is \(reply.contentType)" }
        // What a client gets of a HEAD is its head; the adapter leaves the body out.
        if method == "HEAD", expected.reason == nil { return nil }
        if let defect = XMLText.defect(reply.body) { return defect }
        return bodyDefect(reply, &bindings)
    }

    private func bodyDefect(_ reply: Reply, _ bindings: inout Bindings) -> String? {
        let pattern: String
        if let reason = expected.reason {
            let (reason, unknown) = bindings.filled(reason)
            if let unknown { return "{\(unknown)} has no value here" }
            let (value, text) = (ReplyCheck.escaped(path), ReplyCheck.escaped(reason))
            pattern = "<fault><value>\(value)</value><reason>\(text)</reason></fault>"
        } else if let body = expected.body {
            let (text, unknown) = bindings.filled(body)
            if let unknown { return "{\(unknown)} has no value here" }
            pattern = text
        } else {
            return reply.status == 200 ? nil : "a refusal whose reason the case does not say: \(reply.text)"
        }
        let document = String(reply.text.dropFirst(XMLText.declaration.count))
        let found = XMLText.compact(document)
        let wanted = XMLText.compact(pattern)
        if XMLText.matches(found, wanted, &bindings) { return nil }
        return "answers\n\(String(decoding: found, as: UTF8.self))\nnot\n\(String(decoding: wanted, as: UTF8.self))"
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
