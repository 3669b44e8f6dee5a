import GatewayCore

/// What is written into the pictures (CGI section 3.13 and its ruling).
struct OSDSettings: Sendable, Hashable {
    /// A place in the picture: by direction (0 to 2) or in percent of the free space (0 to 100).
    struct Place: Sendable, Hashable {
        var kind: Int
        var x: Int
        var y: Int
    }

    var isEnabled = true
    var color = 3
    var fontSize = 1
    var title = Place(kind: 0, x: 0, y: 2)
    var resolutionAndBitrate = 0
    var time = Place(kind: 0, x: 0, y: 0)
    var showsWeekday = false
    var timeFormat = TimeFormats.all[0]
    var titleText = "IPCAMERA"

    static let fields: [Field<OSDSettings>] = [
        Field(\.isEnabled, .toggle("enable", "whether anything is written")),
        Field(
            \.color,
            .choice("color", 0...3, "0 black on white, 1 white on black, 2 black edged white, 3 white edged black")),
        Field(\.fontSize, .choice("fontsize", 0...2, "0 small, 1 medium, 2 large")),
        Field(\.title.kind, .toggleNumber("title_pos_type", "title position: 0 direction, 1 percent")),
        Field(\.title.x, name: "title_pos_x") { .position("title_pos_x", $0.title) },
        Field(\.title.y, name: "title_pos_y") { .position("title_pos_y", $0.title) },
        Field(
            \.resolutionAndBitrate,
            .choice("show_res_bit", 0...3, "0 nothing, 1 resolution, 2 bit rate, 3 both, below the title")),
        Field(\.time.kind, .toggleNumber("time_pos_type", "time position: 0 direction, 1 percent")),
        Field(\.time.x, name: "time_pos_x") { .position("time_pos_x", $0.time) },
        Field(\.time.y, name: "time_pos_y") { .position("time_pos_y", $0.time) },
        Field(\.showsWeekday, .toggle("show_week", "whether the day of the week is shown")),
        Field(\.timeFormat, TimeFormats.parameter),
        Field(\.titleText, .text("title_utf8", "0 to 64 bytes without control characters", "title", isValid: isTitle)),
    ]

    private static func isTitle(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && scalar.value != 0xFFFE && scalar.value != 0xFFFF
            }
    }
}

extension Parameter where Value == Int {
    /// A switch whose two values are not off and on.
    fileprivate static func toggleNumber(_ name: String, _ summary: String) -> Parameter {
        Parameter(name, .toggle, summary, parse: { $0 == "0" ? 0 : $0 == "1" ? 1 : nil }, format: { "\($0)" })
    }

    fileprivate static func position(_ name: String, _ place: OSDSettings.Place) -> Parameter {
        .number(name, place.kind == 0 ? 0...2 : 0...100, "by direction 0 to 2, else percent of the free space")
    }
}
