import BoardDevices
import CFontconfig

/// Where a font lies.
struct FontFile: Hashable {
    /// The file's path.
    let path: String
    /// The font's place in the file; the upper half numbers a variation.
    let index: Int
}

/// The fonts that are installed, in the order of preference for a family.
final class FontCatalog {
    private let config: OpaquePointer
    private let letters: UnsafeMutablePointer<FcFontSet>
    private let emoji: UnsafeMutablePointer<FcFontSet>?

    /// - Parameters:
    ///   - family: the family that comes first.
    ///   - folder: the only folder to take fonts from, or nil for those of the system.
    ///   - cache: where what was learnt about the fonts of the folder is kept.
    init(family: String, folder: String?, cache: String) throws(DeviceFault) {
        let opened = folder.map { FontCatalog.configuration(of: $0, cache: cache) } ?? FcInitLoadConfigAndFonts()
        guard let config = opened else {
            throw DeviceFault(.failed, "fontconfig cannot read its configuration", remedy: "look into /etc/fonts")
        }
        guard let letters = FontCatalog.sorted(config, family, hasColor: false, isTrimmed: true) else {
            FcConfigDestroy(config)
            throw DeviceFault(.failed, "fontconfig has no memory left")
        }
        guard letters.pointee.nfont > 0 else {
            FcFontSetDestroy(letters)
            FcConfigDestroy(config)
            throw DeviceFault(
                .missing, "no font is installed\(folder.map { " in \($0)" } ?? "")",
                remedy: "install some, such as Debian's fonts-dejavu-core")
        }
        self.config = config
        self.letters = letters
        emoji = FontCatalog.sorted(config, "emoji", hasColor: true, isTrimmed: false)
    }

    deinit {
        FcFontSetDestroy(letters)
        if let emoji { FcFontSetDestroy(emoji) }
        FcConfigDestroy(config)
    }

    /// The font that comes first where nothing speaks against it.
    var first: FontFile? { FontCatalog.files(of: letters).first { $0.file != nil }?.file }

    /// The first font that has all of the letters, or else the most of them.
    ///
    /// - Parameter isEmoji: whether a coloured picture is preferred to a letter.
    func file(for scalars: [Unicode.Scalar], isEmoji: Bool) -> FontFile? {
        var best: (file: FontFile, count: Int)?
        for set in isEmoji ? [emoji, letters] : [letters, emoji] {
            guard let set else { continue }
            for candidate in FontCatalog.files(of: set) {
                let count = scalars.count { FcCharSetHasChar(candidate.charset, $0.value) != 0 }
                guard let file = candidate.file, count > best?.count ?? 0 else { continue }
                if count == scalars.count { return file }
                best = (file, count)
            }
        }
        return best?.file
    }

    private static func configuration(of folder: String, cache: String) -> OpaquePointer? {
        guard let config = FcConfigCreate() else { return nil }
        let text = "<fontconfig><dir>\(escaped(folder))</dir><cachedir>\(escaped(cache))</cachedir></fontconfig>"
        guard camgate_fc_read(config, text) != 0, FcConfigBuildFonts(config) != 0 else {
            FcConfigDestroy(config)
            return nil
        }
        return config
    }

    private static func escaped(_ path: String) -> String {
        path.unicodeScalars.reduce(into: "") { text, scalar in
            text += scalar == "<" || scalar == "&" ? "&#\(scalar.value);" : String(Character(scalar))
        }
    }

    private static func sorted(
        _ config: OpaquePointer, _ family: String, hasColor: Bool, isTrimmed: Bool
    ) -> UnsafeMutablePointer<FcFontSet>? {
        guard let pattern = FcPatternCreate() else { return nil }
        defer { FcPatternDestroy(pattern) }
        _ = camgate_fc_add_family(pattern, family)
        if hasColor { FcPatternAddBool(pattern, FC_COLOR, 1) }
        FcConfigSubstitute(config, pattern, FcMatchPattern)
        FcDefaultSubstitute(pattern)
        var result = FcResultMatch
        guard let all = FcFontSort(config, pattern, isTrimmed ? 1 : 0, nil, &result) else { return FcFontSetCreate() }
        guard hasColor else { return all }
        // Asked for colour, fontconfig puts such fonts first; the others are in the other set.
        guard let colored = FcFontSetCreate() else { return all }
        for place in 0..<Int(max(0, all.pointee.nfont)) {
            var isColored: FcBool = 0
            guard let font = all.pointee.fonts?[place], FcPatternGetBool(font, FC_COLOR, 0, &isColored) == FcResultMatch,
                isColored != 0
            else { continue }
            FcPatternReference(font)
            FcFontSetAdd(colored, font)
        }
        FcFontSetDestroy(all)
        return colored
    }

    private static func files(
        of set: UnsafeMutablePointer<FcFontSet>
    ) -> some Sequence<(file: FontFile?, charset: OpaquePointer)> {
        (0..<Int(max(0, set.pointee.nfont))).lazy.compactMap { place in
            var charset: OpaquePointer?
            guard let font = set.pointee.fonts?[place],
                FcPatternGetCharSet(font, FC_CHARSET, 0, &charset) == FcResultMatch, let charset
            else { return nil }
            return (file(of: font), charset)
        }
    }

    private static func file(of font: OpaquePointer) -> FontFile? {
        var isVariable: FcBool = 0
        // A variable font stands in the list once as such, without a design to draw.
        if FcPatternGetBool(font, FC_VARIABLE, 0, &isVariable) == FcResultMatch, isVariable != 0 { return nil }
        guard let path = camgate_fc_text(font, FC_FILE) else { return nil }
        var index: Int32 = 0
        FcPatternGetInteger(font, FC_INDEX, 0, &index)
        return FontFile(path: String(cString: path), index: Int(index))
    }
}
