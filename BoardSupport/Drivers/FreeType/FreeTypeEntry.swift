public import BoardDevices

/// The board file's entry `driver: freetype`.
public enum FreeTypeEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        /// The family that letters are taken from first; other fonts give those that it lacks.
        var family: String
        /// The only folder to take fonts from, or nil for those of the system.
        var folder: String?
    }

    public static let name = "freetype"
    public static let summary = "text in any script, from installed fonts (FreeType, HarfBuzz)"
    public static let roles: Set<String> = [Role.textRenderer.name]
    public static let nature = DriverNature.software

    public static func configuration(from section: ConfigSection) -> Configuration {
        let family = section.text("family")
        let folder = section.text("fonts")
        if let family, family.isEmpty || family.utf8.contains(0) {
            section.problem("family", "expected a font family, such as DejaVu Sans")
        }
        if let folder, !folder.utf8.starts(with: "/".utf8) || folder.utf8.contains(0) {
            section.problem("fonts", "expected the path of a folder of fonts, found \"\(folder)\"")
        }
        return Configuration(family: family ?? "sans-serif", folder: folder)
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        FreeTypeRenderer(configuration, cache: "\(host.stateDirectory)/\(host.device)")
    }
}
