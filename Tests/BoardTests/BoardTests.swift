import BoardDevices
import ConfigurationFiles
import GatewayCore
import GatewayTesting
import Testing

/// Every board and every product of the repository is a test case.
@Suite("Boards and products", .serialized)
struct BoardTests {
    private func file(_ name: String) throws -> BoardFile {
        try BoardFile(
            try ConfigurationFile.load(Places.board(name)), file: Places.board(name), drivers: linkedParts.drivers)
    }

    private func gateway(product: String, parts: Parts = linkedParts) async throws -> BoardGateway {
        try await BoardGateway(
            product: Places.product(product), parts: parts, store: MemoryStore(), clock: ManualClock(),
            folder: try TemporaryFolder())
    }

    /// The products that are made for a board.
    private func products(for board: String) throws -> [String] {
        try Places.products.filter { product in
            let source = try ProductSource.load(Places.product(product))
            return try BoardFile(source.board, file: source.boardFile, drivers: linkedParts.drivers).name == board
        }
    }

    @Test("there are boards and products")
    func found() {
        #expect(Places.boards.contains("bench") && Places.products.contains("bench"))
    }

    @Test("a board is named like its folder, says what it is, and has drivers for all of its devices", arguments: Places.boards)
    func loads(board: String) throws {
        let file = try file(board)
        #expect(file.name == board)
        #expect(!file.summary.isEmpty)
        #expect(!file.devices.isEmpty)
    }

    @Test("a board has a README that names all of its devices and drivers", arguments: Places.boards)
    func readme(board: String) throws {
        let readme = Places.text("BoardSupport/Boards/\(board)/README.md")
        #expect(readme.hasPrefix("# \(board)\n"))
        let missing = try file(board).devices.filter { device in
            !readme.contains("`\(device.name)`") || !readme.contains("`\(device.driver)`")
                || device.roles.contains { !readme.contains("`\($0)`") }
        }
        #expect(missing.map(\.name) == [])
        #expect(readme.contains("\n## Tested\n"))
    }

    @Test("a board can do what its capabilities.expected says", arguments: Places.boards)
    func capabilities(board: String) async throws {
        let product = try #require(try products(for: board).first, "no product is made for the board \(board)")
        let expected = ExpectedCapabilities(board: board)
        // Real devices are looked at where they are, in the board in the loop; here the board file's limits are.
        let opened = try await StandInCamera.$modes.withValue(expected.camera) {
            try await gateway(product: product, parts: linkedParts.onAnyMachine)
        }
        let found = try await BoardPortrait(opened.gateway).lines
        #expect(found == expected.lines, "found:\n\(found.joined(separator: "\n"))")
        await opened.stop()
    }

    @Test("no two boards can do the same")
    func differ() {
        let all = Places.boards.map { ExpectedCapabilities(board: $0).lines }
        #expect(Set(all).count == all.count)
    }

    @Test("a product starts on its board, and says why a module stays away", arguments: Places.products)
    func product(name: String) async throws {
        let gateway = try await gateway(product: name)
        #expect(gateway.gateway.product.name == name)
        #expect(Places.boards.contains(gateway.gateway.board.name))
        for module in gateway.gateway.modules {
            if case .failure(let absence) = module.outcome { #expect(!absence.reason.isEmpty) }
        }
        await gateway.stop()
    }
}
