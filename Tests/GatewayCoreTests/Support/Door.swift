import GatewayCore
import Synchronization

/// The interfaces that the checks of the gateway are tested with: a login, a query, an action, an upload.
final class Door: Plugin {
    static let name = "Door"
    static let summary = "a door"
    static let furtherPaths = ["/cgi-bin/door"]

    private let access: Access

    init(_ context: PluginContext) {
        access = context.access
    }

    var interfaces: [Interface] {
        let access = access
        var login = Interface.action(
            "/cgi-bin/getuid", section: "3.1", summary: "login", parameters: LoginParameters.descriptions
        ) { request throws(Fault) in
            let (name, password) = try LoginParameters.read(request.query)
            guard let caller = try await access.login(name, password, source: request.source),
                let uid = access.openSession(for: caller)
            else { throw LoginParameters.refused }
            return Reply("uid", uid)
        }
        login.authentication = .none
        let color = Parameter<String>.listed("color", ["red", "green"], "its colour")
        let open = Interface.action("/cgi-bin/door/open", section: "-", summary: "opens", parameters: [color.description]) {
            request throws(Fault) in
            Reply("door", try color.value(in: request.query) ?? "open")
        }
        let look = Interface.query("/cgi-bin/door", section: "-", summary: "looks") { request throws(Fault) in
            Reply("door", request.caller?.user ?? "")
        }
        return [login, open, look, guarded, upload]
    }

    private var guarded: Interface {
        var interface = Interface.query("/cgi-bin/door/keys", section: "-", summary: "keys") { _ in Reply("keys", "3") }
        interface.restriction = (.administrator, Fault("keys are not for you"))
        return interface
    }

    private var upload: Interface {
        let limit = 8
        var interface = Interface(
            "/cgi-bin/door/photo", section: "-", summary: "takes a photo", isChange: { _ in true },
            answer: .upload(
                UploadAnswer(limit: { limit }) { caller, body throws(Fault) in
                    var count = 0
                    while let piece = try await body.next() { count += piece.count }
                    return Reply("photo", "\(caller.user) \(count)")
                }))
        interface.authentication = .basic
        return interface
    }
}
