import BoardDevices
import GatewayCore

/// The four picture adjustments (CGI section 3.14); 128 is neutral.
struct ImageSettings: Sendable, Hashable {
    var brightness = 128
    var contrast = 128
    var saturation = 128
    var sharpness = 128

    static let fields: [Field<ImageSettings>] = [
        Field(\.brightness, .number("brightness", 0...255, "brightness, 128 is neutral")),
        Field(\.contrast, .number("contrast", 0...255, "contrast, 128 is neutral")),
        Field(\.saturation, .number("saturation", 0...255, "saturation, 128 is neutral, 0 is grey")),
        Field(\.sharpness, .number("sharpness", 0...255, "sharpness, 128 is neutral, 0 is soft")),
    ]

    subscript(control: ImageControl) -> Int {
        switch control {
        case .brightness: brightness
        case .contrast: contrast
        case .saturation: saturation
        case .sharpness: sharpness
        }
    }
}
