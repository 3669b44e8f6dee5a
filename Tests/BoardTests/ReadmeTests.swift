import GatewayCore
import GatewayTesting
import Testing

/// The interfaces that a module's README claims under "What it gives" are those that it has.
@Suite("READMEs keep their promises", .serialized)
struct ReadmeTests {
    /// Paths between backticks in a section of a README.
    private func paths(_ readme: String, section: String) -> Set<String> {
        let text = readme.split(separator: "\n## ").first { $0.hasPrefix("\(section)\n") } ?? ""
        let quoted = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.flatMap { $0.element.split(separator: " ") }.map(String.init)
        return Set(quoted.filter { $0.hasPrefix("/cgi-bin/") || $0.hasPrefix("/Onvif") })
    }

    @Test("a module has the interfaces that its README names, and names those that it has")
    func interfaces() async throws {
        let gateway = try await BoardGateway(
            product: Places.product("bench"), parts: linkedParts, store: MemoryStore(), clock: ManualClock(),
            folder: try TemporaryFolder())
        for module in gateway.gateway.modules {
            let plugin = try module.outcome.get()
            let had = Set(plugin.interfaces.map(\.path))
            let claimed = paths(Places.text("Plugins/\(module.name)/README.md"), section: "What it gives")
            #expect(claimed.subtracting(had).sorted() == [], "claimed by \(module.name) and not there")
            #expect(had.subtracting(claimed).sorted() == [], "there and not named in the README of \(module.name)")
        }
        await gateway.stop()
    }

    @Test("the bench board has a device for every module, so that none stays away")
    func everyModule() async throws {
        let gateway = try await BoardGateway(
            product: Places.product("bench"), parts: linkedParts, store: MemoryStore(), clock: ManualClock(),
            folder: try TemporaryFolder())
        let absent = gateway.gateway.modules.filter { if case .failure = $0.outcome { true } else { false } }
        #expect(absent.map(\.name) == [])
        await gateway.stop()
    }
}
