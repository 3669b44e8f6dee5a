import GatewayTesting
import Testing

/// Every file in Cases on every product that it is for: request by request as a client sees it.
@Suite("The CGI document, case by case", .serialized)
struct ConformanceTests {
    @Test("every case file can be read", arguments: CaseLibrary.cases.map(\.name))
    func wellFormed(name: String) throws {
        for (found, file) in CaseLibrary.cases where found == name { _ = try file.get() }
    }

    @Test("the products that cases are played on are there")
    func products() {
        #expect(CaseLibrary.products.contains("bench"))
        #expect(CaseLibrary.played.count >= CaseLibrary.cases.count)
    }

    @Test("answers as the document and its rulings say", arguments: CaseLibrary.played)
    func answers(played: PlayedCase) async throws {
        var run = try await CaseRun(
            played.file, product: played.product, path: CaseLibrary.path(of: played.product))
        do {
            try await run.play()
        } catch let problem as CaseProblem {
            Issue.record("\(played.file.title)\non \(played.product): \(problem)")
        }
        await run.stop()
    }
}

extension PlayedCase: CustomTestStringConvertible {
    var testDescription: String { "\(file.name) on \(product)" }
}
