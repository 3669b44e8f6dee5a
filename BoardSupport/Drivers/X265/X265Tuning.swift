import BoardDevices
import CX265
import MediaCore

/// How hard x265 tries, as a board file says it.
struct X265Tuning: Sendable {
    static let presets = [
        "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow",
    ]
    static let tunes = ["zerolatency", "none", "animation", "grain", "fastdecode", "psnr", "ssim"]

    /// Quality for CPU time; one of ``presets``.
    let preset: String
    /// What the pictures are like; one of ``tunes``.
    let tune: String
    /// Threads an encoder.
    let threads: Int

    /// The threads as libx265 spells them. Without a pool the encoder's own thread does all the work.
    var pools: String { threads == 1 ? "none" : String(threads) }

    /// Writes what an encoder with `settings` is to do into parameters of libx265.
    ///
    /// - Throws: `outOfRange` where libx265 could not do it, `unsupported` where it does not know the preset.
    func set(_ settings: EncoderSettings, in parameters: inout x265_param) throws(DeviceFault) {
        try settings.check(for: "x265", sides: 32...8192)
        guard x265_param_default_preset(&parameters, preset, tune == "none" ? nil : tune) == 0 else {
            throw DeviceFault(.unsupported, "x265 does not know preset \(preset) with tune \(tune)")
        }
        parameters.frameNumThreads = 1
        parameters.logLevel = X265_LOG_NONE
        parameters.sourceWidth = Int32(clamping: settings.size.width)
        parameters.sourceHeight = Int32(clamping: settings.size.height)
        parameters.internalCsp = X265_CSP_I420
        parameters.fpsNum = UInt32(clamping: settings.framerate)
        parameters.fpsDenom = 1
        parameters.keyframeMax = Int32(clamping: settings.govLength)
        parameters.keyframeMin = Int32(clamping: settings.govLength)
        parameters.scenecutThreshold = 0
        parameters.bOpenGOP = 0
        // Packets leave in the order of capture.
        parameters.bframes = 0
        parameters.bRepeatHeaders = 1
        parameters.bAnnexB = 1
        parameters.bEmitInfoSEI = 0
        setRate(of: settings, in: &parameters)
    }

    private func setRate(of settings: EncoderSettings, in parameters: inout x265_param) {
        // Measured over ten seconds of a film, libx265 ends 9 % below to 5 % above a constant rate; so the tenth is kept both
        // ways.
        let excess = settings.control == .cbr ? settings.bitrate / 50 : 0
        let bitrate = Int32(clamping: settings.bitrate + excess)
        parameters.rc.vbvMaxBitrate = bitrate
        parameters.rc.vbvBufferSize = Int32(clamping: settings.rateBuffer)
        switch settings.control {
        case .cbr:
            parameters.rc.rateControlMode = Int32(X265_RC_ABR.rawValue)
            parameters.rc.bitrate = bitrate
        case .vbr:
            parameters.rc.rateControlMode = Int32(X265_RC_CRF.rawValue)
            parameters.rc.rfConstant = 28
        }
    }
}
