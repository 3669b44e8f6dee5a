import BoardDevices
import CHarfBuzz
import MediaCore

/// Sets lines: chooses fonts, shapes runs, and puts the drawn glyphs together. Used by one thread at a time.
final class Typesetter {
    private struct GlyphKey: Hashable {
        let file: FontFile
        let id: UInt32
        let phase: Int
        let height: Int
    }

    private let library: FontLibrary
    private let fonts: FontCatalog
    private var faces: [FontFile: FontFace] = [:]
    private var glyphs: [GlyphKey: Glyph?] = [:]
    private var glyphBytes = 0

    /// What is kept for the next line; the time of day needs some forty glyphs.
    private static let mostFaces = 12
    private static let mostGlyphs = 1024
    private static let mostGlyphBytes = 1 << 20

    init(_ configuration: FreeTypeEntry.Configuration, cache: String) throws(DeviceFault) {
        library = try FontLibrary()
        fonts = try FontCatalog(family: configuration.family, folder: configuration.folder, cache: cache)
    }

    /// The pixels of a line.
    func draw(_ scalars: [Unicode.Scalar], height: Int) throws(DeviceFault) -> TextImage {
        guard let first = fonts.first else {
            throw DeviceFault(.missing, "no font is installed", remedy: "install some, such as Debian's fonts-dejavu-core")
        }
        let rows = try face(first, height).rows
        var line = LineImage(above: rows.above, below: rows.below, height: height)
        for run in TextRun.runs(of: scalars, fonts: fonts) {
            try add(run, of: scalars, height, to: &line)
        }
        return line.image
    }

    private func add(
        _ run: TextRun, of scalars: [Unicode.Scalar], _ height: Int, to line: inout LineImage
    ) throws(DeviceFault) {
        let face = try face(run.file, height)
        guard let buffer = hb_buffer_create() else { return }
        defer { hb_buffer_destroy(buffer) }
        // The whole line is given, so that letters at the ends of a run join those beside it.
        hb_buffer_add_utf32(
            buffer, scalars.map(\.value), Int32(clamping: scalars.count), UInt32(clamping: run.range.lowerBound),
            Int32(clamping: run.range.count))
        hb_buffer_set_direction(buffer, run.level % 2 == 0 ? HB_DIRECTION_LTR : HB_DIRECTION_RTL)
        hb_buffer_set_script(buffer, run.script)
        hb_shape(face.shaper, buffer, nil, 0)
        var (count, positionCount): (UInt32, UInt32) = (0, 0)
        guard let infos = hb_buffer_get_glyph_infos(buffer, &count),
            let positions = hb_buffer_get_glyph_positions(buffer, &positionCount)
        else { return }
        for place in 0..<Int(min(count, positionCount)) {
            let position = positions[place]
            let pen = line.pen + Int(position.x_offset)
            let phase = (pen & 63) / 16
            if let glyph = glyph(infos[place].codepoint, phase: phase, run.file, face, height) {
                line.add(glyph, column: pen >> 6, rise: (Int(position.y_offset) + 32) >> 6)
            }
            line.pen += Int(position.x_advance)
        }
    }

    private func face(_ file: FontFile, _ height: Int) throws(DeviceFault) -> FontFace {
        if let known = faces[file] {
            known.setHeight(height)
            return known
        }
        if faces.count >= Typesetter.mostFaces {
            faces = [:]
            forgetGlyphs()
        }
        let face = try FontFace(file, library)
        faces[file] = face
        face.setHeight(height)
        return face
    }

    private func glyph(_ id: UInt32, phase: Int, _ file: FontFile, _ face: FontFace, _ height: Int) -> Glyph? {
        let key = GlyphKey(file: file, id: id, phase: phase, height: height)
        if let known = glyphs[key] { return known }
        let glyph = face.glyph(id, phase: phase)
        if glyphs.count >= Typesetter.mostGlyphs || glyphBytes >= Typesetter.mostGlyphBytes { forgetGlyphs() }
        glyphs[key] = .some(glyph)
        glyphBytes += glyph?.pixels.count ?? 0
        return glyph
    }

    private func forgetGlyphs() {
        glyphs = [:]
        glyphBytes = 0
    }
}
