import BoardDevices
import CX264
import MediaCore

/// How hard x264 tries, as a board file says it.
struct X264Tuning: Sendable {
    static let presets = [
        "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow",
    ]
    static let tunes = ["zerolatency", "none", "film", "animation", "grain", "stillimage", "fastdecode", "psnr", "ssim"]

    /// Quality for CPU time; one of ``presets``.
    let preset: String
    /// What the pictures are like; one of ``tunes``.
    let tune: String
    /// Threads an encoder.
    let threads: Int

    /// The parameters of libx264 for an encoder with `settings`.
    ///
    /// - Throws: `outOfRange` where libx264 could not do it, `unsupported` where it does not know the preset.
    func parameters(for settings: EncoderSettings) throws(DeviceFault) -> x264_param_t {
        try settings.check(for: "x264", sides: 16...8192)
        var parameters = x264_param_t()
        guard x264_param_default_preset(&parameters, preset, tune == "none" ? nil : tune) == 0 else {
            throw DeviceFault(.unsupported, "x264 does not know preset \(preset) with tune \(tune)")
        }
        parameters.i_log_level = X264_LOG_NONE
        parameters.i_threads = Int32(clamping: threads)
        parameters.i_width = Int32(clamping: settings.size.width)
        parameters.i_height = Int32(clamping: settings.size.height)
        parameters.i_csp = X264_CSP_I420
        parameters.i_fps_num = UInt32(clamping: settings.framerate)
        parameters.i_fps_den = 1
        parameters.i_timebase_num = 1
        parameters.i_timebase_den = UInt32(clamping: settings.framerate)
        // Frames are counted, not timed: a late frame must not move the rate control.
        parameters.b_vfr_input = 0
        parameters.i_keyint_max = Int32(clamping: settings.govLength)
        parameters.i_keyint_min = Int32(clamping: settings.govLength)
        parameters.i_scenecut_threshold = 0
        parameters.b_open_gop = 0
        // Packets leave in the order of capture.
        parameters.i_bframe = 0
        parameters.b_repeat_headers = 1
        parameters.b_annexb = 1
        X264Tuning.setRate(of: settings, in: &parameters)
        return parameters
    }

    /// Sets what of the bit rate an open encoder can take on as well.
    static func setRate(of settings: EncoderSettings, in parameters: inout x264_param_t) {
        let bitrate = Int32(clamping: settings.bitrate)
        parameters.rc.i_vbv_max_bitrate = bitrate
        parameters.rc.i_vbv_buffer_size = Int32(clamping: settings.rateBuffer)
        switch settings.control {
        case .cbr:
            parameters.rc.i_rc_method = X264_RC_ABR
            parameters.rc.i_bitrate = bitrate
        case .vbr:
            parameters.rc.i_rc_method = X264_RC_CRF
            parameters.rc.f_rf_constant = 23
        }
    }
}
