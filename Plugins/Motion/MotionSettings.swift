import GatewayCore

/// What `/cgi-bin/motion` sets (CGI section 3.16); the factory defaults are the document's sample.
struct MotionSettings: Sendable, Equatable {
    /// Whether motion is looked for.
    var enable = true
    /// 1 (only strong changes count) to 100.
    var sensitivity = 80
    /// The percentage of the selected blocks that must change.
    var alarmthreshold = 20
    /// Whether the two night parameters are used when it is dark.
    var enableNighttime = true
    /// The sensitivity in the dark.
    var nightSensitivity = 80
    /// The alarm threshold in the dark.
    var nightAlarmthreshold = 20
    /// How many blocks there are. Another count selects all of its blocks.
    var blockcount = BlockGrid.factory {
        didSet { if blockcount != oldValue { area = BlockArea(allOf: blockcount) } }
    }
    /// Which of the blocks are looked at.
    var area = BlockArea(allOf: .factory)

    /// The fields in the order of the document; the area goes with the block count before it.
    static let fields: [Field<MotionSettings>] = [
        Field(\.enable, .toggle("enable", "whether motion is looked for")),
        Field(\.sensitivity, .number("sensitivity", 1...100, "how small a change counts")),
        Field(\.alarmthreshold, .number("alarmthreshold", 1...100, "percent of the selected blocks that must change")),
        Field(\.enableNighttime, .toggle("enable_nighttime", "whether the night parameters are used in the dark")),
        Field(\.nightSensitivity, .number("night_sensitivity", 1...100, "the sensitivity in the dark")),
        Field(\.nightAlarmthreshold, .number("night_alarmthreshold", 1...100, "the alarm threshold in the dark")),
        Field(
            \.blockcount,
            Parameter(
                "blockcount", .text("COLUMNSxROWS, each 1 to 64"), "the blocks of the picture", parse: { BlockGrid($0) },
                format: { "\($0)" })),
        Field(\.area, name: "areavalue") { settings in
            Parameter(
                "areavalue", .text("hex digits, eight blocks a byte, for all blocks of blockcount"), "the blocks looked at",
                parse: { BlockArea(hex: $0, of: settings.blockcount) }, format: { $0.hex })
        },
    ]
}
