import BoardDevices
import FreeTypeDriver
import GatewayTesting
import MediaCore
import Testing

@Suite("Fonts by the board file")
struct FontTests {
    private func fault(_ body: () throws -> TextImage) -> DeviceFault? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? DeviceFault
        }
    }

    @Test("opening touches no font; without any, drawing says what to do", arguments: ["/nonexistent/fonts", ""])
    func noFonts(path: String) throws {
        let folder = try TemporaryFolder()
        let place = path.isEmpty ? folder.path : path
        let renderer = try openedDevice(FreeTypeEntry.self, as: .textRenderer, ["fonts": place], stateDirectory: folder.path)
        let fault = try #require(fault { try renderer.draw("Gate", height: 20) })
        #expect(fault.kind == .missing)
        #expect(fault.message == "no font is installed in \(place)")
        #expect(fault.remedy.contains("fonts-dejavu-core"))
    }

    @Test("a folder of fonts is the only place to take them from")
    func folder() throws {
        let state = try TemporaryFolder()
        let renderer = try openedDevice(
            FreeTypeEntry.self, as: .textRenderer, ["fonts": "/usr/share/fonts/truetype/lohit-devanagari"],
            stateDirectory: state.path)
        let box = try renderer.draw("你", height: 40)
        #expect(try renderer.draw("好", height: 40) == box)
        #expect(try renderer.draw("क", height: 40) != box)
    }

    @Test("a family comes first")
    func family() throws {
        let serif = try openedDevice(FreeTypeEntry.self, as: .textRenderer, ["family": "DejaVu Serif"])
        let sans = try openedDevice(FreeTypeEntry.self, as: .textRenderer, ["family": "DejaVu Sans"])
        #expect(try serif.draw("Gate", height: 40) != sans.draw("Gate", height: 40))
    }

    @Test("senseless keys are named", arguments: [("family", ""), ("fonts", ""), ("fonts", "fonts/here"), ("colour", "red")])
    func badKeys(key: String, value: String) {
        let keys: KeyValuePairs = [key: value]
        #expect(throws: ConfigFailure.self) {
            let _: any TextRenderer = try openedDevice(FreeTypeEntry.self, as: .textRenderer, keys)
        }
    }
}
