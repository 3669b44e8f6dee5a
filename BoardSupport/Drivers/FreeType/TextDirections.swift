import CFriBidi

/// Which way each letter of a line runs, by the Unicode bidirectional algorithm: an even level runs right, an odd one left.
struct TextDirections {
    /// The embedding level of each scalar.
    let levels: [Int]

    init(_ scalars: [Unicode.Scalar]) {
        let count = FriBidiStrIndex(clamping: scalars.count)
        let text = scalars.map(\.value)
        var types = text.map { _ in FriBidiCharType(rawValue: 0) }
        var brackets = text.map { _ in FriBidiBracketType() }
        var levels = text.map { _ in FriBidiLevel() }
        var base = camgate_fribidi_by_content
        fribidi_get_bidi_types(text, count, &types)
        fribidi_get_bracket_types(text, count, types, &brackets)
        let highest = fribidi_get_par_embedding_levels_ex(types, brackets, count, &base, &levels)
        // Without memory everything runs right.
        self.levels = highest > 0 ? levels.map { max(0, Int($0)) } : levels.map { _ in 0 }
    }

    /// Parts of a line in the order in which they stand from left to right (rule L2), given in the order in which they are read.
    static func visual<Part>(_ parts: [Part], level: (Part) -> Int) -> [Part] {
        var parts = parts
        let highest = parts.map(level).max() ?? 0
        guard highest > 0 else { return parts }
        for limit in (1...highest).reversed() {
            var start = 0
            while start < parts.count {
                guard level(parts[start]) >= limit else {
                    start += 1
                    continue
                }
                let end = parts[start...].firstIndex { level($0) < limit } ?? parts.count
                parts[start..<end].reverse()
                start = end
            }
        }
        return parts
    }
}
