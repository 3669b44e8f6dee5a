import BoardDevices
import CFreeType
import CHarfBuzz

/// An opened font: FreeType draws its glyphs, HarfBuzz puts them in a row.
final class FontFace {
    /// HarfBuzz's view of the font; its lengths are in 64ths of a pixel of the height in force.
    let shaper: OpaquePointer
    /// Rows above the line on which letters stand, and below it, in pixels of the height in force.
    private(set) var rows = (above: 0, below: 0)

    private let library: FontLibrary
    private let face: FT_Face
    private var height = 0
    /// How much larger than wanted the pictures are that a font has instead of outlines.
    private var excess = 1.0

    init(_ file: FontFile, _ library: FontLibrary) throws(DeviceFault) {
        var face: FT_Face?
        let status = FT_New_Face(library.handle, file.path, file.index, &face)
        guard status == 0, let face else {
            throw DeviceFault(.failed, "font \(file.path) cannot be read: FreeType's error \(status)")
        }
        let blob = hb_blob_create_from_file(file.path)
        let source = hb_face_create(blob, UInt32(truncatingIfNeeded: file.index & 0xffff))
        hb_blob_destroy(blob)
        guard let shaper = hb_font_create(source) else {
            hb_face_destroy(source)
            FT_Done_Face(face)
            throw DeviceFault(.failed, "font \(file.path) cannot be shaped")
        }
        hb_face_destroy(source)
        hb_ot_font_set_funcs(shaper)
        let variation = file.index >> 16
        if variation > 0 { hb_font_set_var_named_instance(shaper, UInt32(truncatingIfNeeded: variation - 1)) }
        self.library = library
        self.face = face
        self.shaper = shaper
    }

    deinit {
        hb_font_destroy(shaper)
        FT_Done_Face(face)
    }

    /// Draws glyphs of a height from now on.
    func setHeight(_ height: Int) {
        guard height != self.height else { return }
        self.height = height
        hb_font_set_scale(shaper, Int32(clamping: height * 64), Int32(clamping: height * 64))
        if face.pointee.face_flags & FT_Long(FT_FACE_FLAG_SCALABLE) != 0 {
            FT_Set_Pixel_Sizes(face, 0, FT_UInt(height))
            excess = 1
        } else {
            selectStrike(for: height)
        }
        guard let metrics = face.pointee.size?.pointee.metrics else { return }
        rows = (
            Int((Double(metrics.ascender) / 64 / excess).rounded(.up)),
            Int((Double(-metrics.descender) / 64 / excess).rounded(.up))
        )
    }

    /// Draws a glyph.
    ///
    /// - Parameter phase: how many quarters of a pixel it stands to the right of a whole one.
    /// - Returns: nil where the font has nothing to draw.
    func glyph(_ id: UInt32, phase: Int) -> Glyph? {
        let isColored = face.pointee.face_flags & FT_Long(FT_FACE_FLAG_COLOR) != 0
        // Hinting would move stems to whole pixels, and with them letters that must join.
        let flags = FT_LOAD_NO_HINTING | (isColored ? FT_LOAD_COLOR : FT_LOAD_NO_BITMAP)
        guard FT_Load_Glyph(face, id, FT_Int32(flags)) == 0, let slot = face.pointee.glyph else { return nil }
        if slot.pointee.format == FT_GLYPH_FORMAT_OUTLINE {
            FT_Outline_Translate(&slot.pointee.outline, FT_Pos(phase * 16), 0)
        }
        guard FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) == 0 else { return nil }
        let picture = GlyphPicture(slot.pointee.bitmap)
        let glyph = picture?.glyph(left: Int(slot.pointee.bitmap_left), top: Int(slot.pointee.bitmap_top))
        return excess == 1 ? glyph : glyph?.shrunk(by: excess)
    }

    private func selectStrike(for height: Int) {
        guard let sizes = face.pointee.available_sizes else { return }
        let all = (0..<Int(max(0, face.pointee.num_fixed_sizes))).map { (place: $0, height: Double(sizes[$0].y_ppem) / 64) }
        // Made smaller, a picture stays sharp.
        let larger = all.filter { $0.height >= Double(height) }.min { $0.height < $1.height }
        guard let strike = larger ?? all.max(by: { $0.height < $1.height }), strike.height > 0 else { return }
        FT_Select_Size(face, FT_Int(strike.place))
        excess = strike.height / Double(height)
    }
}
