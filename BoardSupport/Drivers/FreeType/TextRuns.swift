import CHarfBuzz

/// A stretch of a line in one font, one script and one direction: what is shaped at once.
struct TextRun {
    /// The scalars of the line that it covers.
    var range: Range<Int>
    /// Its font.
    let file: FontFile
    /// Its script.
    let script: hb_script_t
    /// Its embedding level; odd runs to the left.
    let level: Int
}

extension TextRun {
    /// The runs of a line in the order in which they stand from left to right.
    static func runs(of scalars: [Unicode.Scalar], fonts: FontCatalog) -> [TextRun] {
        let levels = TextDirections(scalars).levels
        let scripts = scripts(of: scalars)
        var runs: [TextRun] = []
        var place = 0
        var last: FontFile?
        for character in String(String.UnicodeScalarView(scalars)) {
            let parts = Array(character.unicodeScalars)
            defer { place += parts.count }
            guard let file = file(for: parts, after: last, fonts: fonts) else { continue }
            last = file
            for index in place..<place + parts.count {
                let run = TextRun(range: index..<index + 1, file: file, script: scripts[index], level: levels[index])
                if let before = runs.last, before.range.upperBound == index, before.goesWith(run) {
                    runs[runs.count - 1].range = before.range.lowerBound..<index + 1
                } else {
                    runs.append(run)
                }
            }
        }
        return TextDirections.visual(runs) { $0.level }
    }

    private func goesWith(_ next: TextRun) -> Bool {
        file == next.file && script == next.script && level == next.level
    }

    /// The font for what readers see as one letter.
    private static func file(for scalars: [Unicode.Scalar], after last: FontFile?, fonts: FontCatalog) -> FontFile? {
        // Joiners and the like need no glyph.
        let visible = scalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        guard let first = visible.first else { return last ?? fonts.first }
        // A space must not end a run of letters; where the font has none, it is as wide as that font says.
        if first.properties.isWhitespace, let last { return last }
        return fonts.file(for: visible, isEmoji: isEmoji(first, in: scalars)) ?? fonts.first
    }

    private static func isEmoji(_ first: Unicode.Scalar, in scalars: [Unicode.Scalar]) -> Bool {
        if scalars.contains("\u{FE0E}") { return false }
        return first.properties.isEmojiPresentation || (first.properties.isEmoji && scalars.contains("\u{FE0F}"))
    }

    /// The script of each scalar; signs of no script, such as digits and commas, belong to the letters before them.
    private static func scripts(of scalars: [Unicode.Scalar]) -> [hb_script_t] {
        let functions = hb_unicode_funcs_get_default()
        let own = scalars.map { hb_unicode_script(functions, $0.value) }
        let neutral = [HB_SCRIPT_COMMON, HB_SCRIPT_INHERITED, HB_SCRIPT_UNKNOWN]
        var current = own.first { !neutral.contains($0) } ?? HB_SCRIPT_COMMON
        return own.map { script in
            if !neutral.contains(script) { current = script }
            return current
        }
    }
}
