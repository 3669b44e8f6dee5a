public import BoardDevices

/// The board file's entry `driver: v4l2`.
public enum V4L2Entry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let address: NodeAddress
        let input: Int?
        let formats: [PixelFormat]
    }

    public static let name = "v4l2"
    public static let summary = "camera of the kernel (Video for Linux 2)"
    public static let roles: Set<String> = [Role.camera.name, Role.imageControls.name]

    public static func configuration(from section: ConfigSection) -> Configuration {
        let input = section.text("input") == nil ? nil : section.integer("input", in: 0...31, default: 0)
        return Configuration(address: NodeAddress(from: section), input: input, formats: formats(from: section))
    }

    public static func claims(of configuration: Configuration) -> [Claim] {
        [Claim(configuration.address.description)]
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        let node = try VideoNode.open(configuration.address, input: configuration.input)
        let offers = node.offers(of: configuration.formats)
        guard !offers.isEmpty else {
            let known = configuration.formats.map(\.rawValue).joined(separator: ", ")
            throw DeviceFault(
                .unsupported, "\(node.path): gives none of the formats \(known)",
                remedy: "v4l2-ctl -d \(node.path) --list-formats-ext shows what it gives")
        }
        return V4L2Camera(configuration, node: node.path, offers: offers, controls: node.controls, host: host)
    }

    private static func formats(from section: ConfigSection) -> [PixelFormat] {
        let names = section.texts("formats")
        let formats = names.compactMap { name -> PixelFormat? in
            let format = PixelFormat(rawValue: name)
            if format == nil {
                let known = PixelFormat.allCases.map(\.rawValue).joined(separator: ", ")
                section.problem("formats", "expected some of \(known), found \"\(name)\"")
            }
            return format
        }
        return formats.isEmpty ? PixelFormat.allCases : formats
    }
}
