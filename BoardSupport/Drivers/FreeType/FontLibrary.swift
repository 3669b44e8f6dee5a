import BoardDevices
import CFreeType

/// FreeType, opened. Fonts keep it open.
final class FontLibrary {
    let handle: FT_Library

    init() throws(DeviceFault) {
        var library: FT_Library?
        let status = FT_Init_FreeType(&library)
        guard status == 0, let library else { throw DeviceFault(.failed, "FreeType does not start: error \(status)") }
        handle = library
    }

    deinit {
        FT_Done_FreeType(handle)
    }
}
