import GatewayCore
import GatewayTesting
import MediaCore
import MotionPlugin
import Testing

@Suite("Motion settings")
struct MotionSettingsTests {
    @Test("are the document's sample out of the factory")
    func factory() async throws {
        let rig = try await MotionRig()
        #expect(await rig.motion().text == MotionRig.reply())
    }

    @Test("merge partial changes and answer with the whole")
    func partial() async throws {
        let rig = try await MotionRig()
        #expect(
            await rig.motion("sensitivity=1&night_alarmthreshold=100").text
                == MotionRig.reply(sensitivity: 1, nightThreshold: 100))
        let all = "enable=0&sensitivity=2&alarmthreshold=3&enable_nighttime=0&night_sensitivity=4&night_alarmthreshold=5"
        let reply = await rig.motion(all + "&blockcount=4x4&areavalue=8001")
        let expected = MotionRig.reply(
            enable: 0, sensitivity: 2, threshold: 3, night: 0, nightSensitivity: 4, nightThreshold: 5, grid: "4x4", area: "8001"
        )
        #expect(reply.text == expected)
        #expect(await rig.motion().text == expected)
    }

    @Test(
        "select all blocks of a new block count",
        arguments: [
            ("4x4", "ffff"), ("1x1", "80"), ("64x1", "ffffffffffffffff"), ("1x9", "ff80"), ("3x3", "ff80"), ("22x18", nil),
            ("64x64", String(repeating: "f", count: 1_024)),
        ])
    func blockCount(grid: String, area: String?) async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("blockcount=2x2&areavalue=90")
        #expect(await rig.motion("blockcount=\(grid)").text == MotionRig.reply(grid: grid, area: area ?? MotionRig.factoryArea))
    }

    @Test("keep the area when the block count is sent again")
    func sameBlockCount() async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("blockcount=4x4&areavalue=1234")
        #expect(await rig.motion("blockcount=4x4").text == MotionRig.reply(grid: "4x4", area: "1234"))
        #expect(await rig.motion("enable=1").text == MotionRig.reply(grid: "4x4", area: "1234"))
    }

    @Test("take upper-case hex digits and answer in lower case, and may select nothing")
    func hexCase() async throws {
        let rig = try await MotionRig()
        #expect(await rig.motion("blockcount=4x4&areavalue=ABcD").text == MotionRig.reply(grid: "4x4", area: "abcd"))
        #expect(await rig.motion("areavalue=0000").text == MotionRig.reply(grid: "4x4", area: "0000"))
    }

    static let long = String(repeating: "9", count: 5_000)
    static let switches = ["", "2", "-1", "yes", "01", "%201", "%EF%BC%91", long]
    static let numbers = ["", "0", "101", "-1", "1.5", "many", "%2B5", "99999999999999999999", "%D9%A5", long]
    static let grids = [
        "", "x", "22", "22x", "x18", "22X18", "022x18", "22x018", "0x1", "1x0", "65x1", "1x65", "22x18x1", "22x18%20", "-1x4",
        "2%C3%974",
        "22*18", "22x%CC%8118", long,
    ]

    @Test(
        "answer a bad value with its fault and change nothing",
        arguments: switches.flatMap {
            [("enable=\($0)", "enable: 0 or 1"), ("enable_nighttime=\($0)", "enable_nighttime: 0 or 1")]
        }
            + numbers.flatMap { value in
                ["sensitivity", "alarmthreshold", "night_sensitivity", "night_alarmthreshold"].map {
                    ("\($0)=\(value)", "\($0) range: 1-100")
                }
            } + grids.map { ("blockcount=\($0)", "blockcount error") })
    func badValue(query: String, reason: String) async throws {
        let rig = try await MotionRig()
        let reply = await rig.motion(query)
        #expect(reply.status == 400)
        #expect(reply.reason == reason)
        #expect(reply.text.contains("<value>/cgi-bin/motion</value>"))
        #expect(await rig.motion().text == MotionRig.reply())
    }

    @Test(
        "refuse an area that does not fit the block count in force",
        arguments: [
            "areavalue=", "areavalue=ffff", "areavalue=\(MotionRig.factoryArea)0",
            "areavalue=\(String(repeating: "f", count: 100))",
            "blockcount=4x4&areavalue=fff", "blockcount=4x4&areavalue=fffff", "blockcount=4x4&areavalue=ff%20f",
            "blockcount=4x4&areavalue=fffg", "blockcount=3x3&areavalue=ffc0", "blockcount=3x3&areavalue=ff81",
            "blockcount=4x4&areavalue=\(MotionRig.factoryArea)", "blockcount=4x4&areavalue=%EF%BC%A6fff", "areavalue=\(long)",
            "blockcount=4x4&areavalue=f%CC%81",
        ])
    func badArea(query: String) async throws {
        let rig = try await MotionRig()
        #expect(await rig.motion(query).reason == "areavalue error")
        #expect(await rig.motion().text == MotionRig.reply())
    }

    @Test(
        "name the first bad parameter in the order of the document",
        arguments: [
            ("areavalue=x&blockcount=x&enable=x", "enable: 0 or 1"), ("areavalue=x&blockcount=x&enable=0", "blockcount error"),
            ("night_sensitivity=0&alarmthreshold=0", "alarmthreshold range: 1-100"),
        ])
    func order(query: String, reason: String) async throws {
        let rig = try await MotionRig()
        #expect(await rig.motion(query).reason == reason)
        #expect(await rig.motion().text == MotionRig.reply())
    }

    @Test("refuse doubled and unknown parameters", arguments: ["enable=0&enable=0", "enable=0&level=1", "Enable=0"])
    func malformed(query: String) async throws {
        let rig = try await MotionRig()
        #expect(await rig.motion(query).reason == "error, parse parameters")
        #expect(await rig.motion().text == MotionRig.reply())
    }

    @Test("can be seen but not changed by a User")
    func privileges() async throws {
        let rig = try await MotionRig()
        let user = try await rig.gateway.client(privilege: .user)
        #expect(await user.get("/cgi-bin/motion").text == MotionRig.reply())
        #expect(await user.get("/cgi-bin/motion?enable=0").reason == "no permission")
    }

    @Test("outlive a restart")
    func restart() async throws {
        let rig = try await MotionRig()
        let expected = await rig.motion("enable=0&sensitivity=7&blockcount=3x3&areavalue=4280").text
        let later = try await MotionRig(store: rig.gateway.store)
        #expect(await later.motion().text == expected)
        #expect(later.camera.frames.readerCount == 0)
    }

    @Test("change nothing when the store is full")
    func fullStore() async throws {
        let rig = try await MotionRig()
        rig.gateway.store.setFull(true)
        #expect(await rig.motion("enable=0&blockcount=4x4").status == 503)
        #expect(await rig.motion().text == MotionRig.reply())
        #expect(rig.camera.frames.readerCount == 1)
    }

    @Test("may have defaults of the product, a block count selecting all blocks")
    func productDefaults() async throws {
        let rig = try await MotionRig(product: ["defaults.motion.enable": "0", "defaults.motion.blockcount": "4x4"])
        #expect(await rig.motion().text == MotionRig.reply(enable: 0, grid: "4x4", area: "ffff"))
    }

    @Test("read the camera only while detection is enabled")
    func reading() async throws {
        let rig = try await MotionRig()
        #expect(rig.camera.frames.readerCount == 1)
        _ = await rig.motion("sensitivity=5")
        #expect(rig.camera.frames.readerCount == 1)
        _ = await rig.motion("enable=0")
        #expect(rig.camera.frames.readerCount == 0)
        _ = await rig.motion("enable=1")
        #expect(rig.camera.frames.readerCount == 1)
        await rig.gateway.gateway.stop()
        #expect(rig.camera.frames.readerCount == 0)
    }

    @Test("are not supported without pictures")
    func noPictures() async throws {
        let gateway = try await TestGateway(plugins: [Motion.self], devices: [])
        #expect(try await gateway.client().get("/cgi-bin/motion").reason == "not supported")
    }
}
