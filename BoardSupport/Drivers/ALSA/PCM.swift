import BoardDevices
import CALSA

/// A direction of sound.
enum SoundDirection {
    case capture, playback

    var stream: snd_pcm_stream_t { self == .capture ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK }
}

/// An open PCM with one channel of 16-bit samples, closed with the value. Used by one thread at a time; nothing blocks longer than
/// it says.
struct PCM: ~Copyable {
    /// The card's buffer, for a thread that is late: so many periods, and at least as long as eight of 20 ms.
    private static let periods = 4
    private static let buffersPerSecond = 6

    /// The name, for messages.
    let name: String
    /// Samples a second, in Hz.
    let sampleRate: Int
    private let handle: OpaquePointer

    /// Opens a PCM at a rate: the card's own if it has it, else through libasound's conversions of format, channels and rate.
    ///
    /// - Parameter period: samples of one round trip with the card.
    /// - Throws: why it cannot be had; `outOfRange` for a rate that it cannot have.
    init(
        _ address: CardAddress, _ direction: SoundDirection, sampleRate: Int, period: Int
    ) throws(DeviceFault) {
        camgate_alsa_silence()
        if let absence = address.absence { throw absence }
        do throws(DeviceFault) {
            try self.init(
                address.pcm, direction, sampleRate: sampleRate, period: period, resamples: false, title: address.pcm)
        } catch {
            guard error.kind == .outOfRange else { throw error }
            try self.init(
                "plug:SLAVE='\(address.pcm)'", direction, sampleRate: sampleRate, period: period,
                resamples: address.resamples, title: address.pcm)
        }
    }

    private init(
        _ name: String, _ direction: SoundDirection, sampleRate: Int, period: Int, resamples: Bool, title: String
    ) throws(DeviceFault) {
        var opened: OpaquePointer?
        let status = snd_pcm_open(&opened, name, direction.stream, Int32(SND_PCM_NONBLOCK))
        guard status >= 0, let opened else { throw DeviceFault(alsa: status, title) }
        do throws(DeviceFault) {
            try PCM.negotiate(opened, title, sampleRate: sampleRate, period: period, resamples: resamples)
            try PCM.setThresholds(opened, title, direction, period: period)
        } catch {
            snd_pcm_close(opened)
            throw error
        }
        handle = opened
        self.name = title
        self.sampleRate = sampleRate
    }

    deinit {
        snd_pcm_close(handle)
    }

    private static func negotiate(
        _ pcm: OpaquePointer, _ name: String, sampleRate: Int, period: Int, resamples: Bool
    ) throws(DeviceFault) {
        var parameters: OpaquePointer?
        guard snd_pcm_hw_params_malloc(&parameters) >= 0, let parameters else { throw DeviceFault(.failed, "out of memory") }
        defer { snd_pcm_hw_params_free(parameters) }
        var status = snd_pcm_hw_params_any(pcm, parameters)
        guard status >= 0 else { throw DeviceFault(alsa: status, name) }
        let rate = UInt32(clamping: sampleRate)
        let steps: [(String, () -> Int32)] = [
            ("conversion of rates", { snd_pcm_hw_params_set_rate_resample(pcm, parameters, resamples ? 1 : 0) }),
            ("interleaved samples", { snd_pcm_hw_params_set_access(pcm, parameters, SND_PCM_ACCESS_RW_INTERLEAVED) }),
            ("16-bit samples", { snd_pcm_hw_params_set_format(pcm, parameters, SND_PCM_FORMAT_S16_LE) }),
            ("one channel", { snd_pcm_hw_params_set_channels(pcm, parameters, 1) }),
            ("\(sampleRate) Hz", { snd_pcm_hw_params_set_rate(pcm, parameters, rate, 0) }),
        ]
        for (meaning, step) in steps where step() < 0 {
            throw DeviceFault(
                .outOfRange, "\(name) has no \(meaning)", remedy: "take the rate out of the board file, or allow resample")
        }
        var length = snd_pcm_uframes_t(max(1, period))
        snd_pcm_hw_params_set_period_size_near(pcm, parameters, &length, nil)
        var buffer = max(length * snd_pcm_uframes_t(periods), snd_pcm_uframes_t(sampleRate / buffersPerSecond))
        snd_pcm_hw_params_set_buffer_size_near(pcm, parameters, &buffer)
        status = snd_pcm_hw_params(pcm, parameters)
        guard status >= 0 else { throw DeviceFault(alsa: status, name) }
    }

    private static func setThresholds(
        _ pcm: OpaquePointer, _ name: String, _ direction: SoundDirection, period: Int
    ) throws(DeviceFault) {
        var parameters: OpaquePointer?
        guard snd_pcm_sw_params_malloc(&parameters) >= 0, let parameters else { throw DeviceFault(.failed, "out of memory") }
        defer { snd_pcm_sw_params_free(parameters) }
        snd_pcm_sw_params_current(pcm, parameters)
        let period = snd_pcm_uframes_t(max(1, period))
        // A speaker begins with three periods in hand, a microphone at once.
        snd_pcm_sw_params_set_start_threshold(pcm, parameters, direction == .playback ? 3 * period : 1)
        snd_pcm_sw_params_set_avail_min(pcm, parameters, period)
        let status = snd_pcm_sw_params(pcm, parameters)
        guard status >= 0 else { throw DeviceFault(alsa: status, name) }
    }

    /// Lets a card begin.
    func start() throws(DeviceFault) {
        let status = snd_pcm_start(handle)
        guard status >= 0 else { throw DeviceFault(alsa: status, name) }
    }

    /// What a round with the card brought.
    enum Outcome {
        /// So many samples went through.
        case samples(Int)
        /// None yet; a tenth of a second was waited for.
        case nothing
        /// Some were lost (an overrun, or the machine slept); the card goes on.
        case gap
    }

    /// Reads what is there, and waits for a tenth of a second for the first sample.
    func read(into samples: UnsafeMutableBufferPointer<Int16>) throws(DeviceFault) -> Outcome {
        let outcome = try settle(snd_pcm_readi(handle, samples.baseAddress, snd_pcm_uframes_t(samples.count)))
        if case .gap = outcome { try start() }
        return outcome
    }

    /// Writes what there is room for, and waits for a tenth of a second for some.
    func write(_ samples: UnsafeBufferPointer<Int16>) throws(DeviceFault) -> Outcome {
        try settle(snd_pcm_writei(handle, samples.baseAddress, snd_pcm_uframes_t(samples.count)))
    }

    private func settle(_ count: snd_pcm_sframes_t) throws(DeviceFault) -> Outcome {
        if count > 0 { return .samples(Int(count)) }
        var status = Int32(clamping: count)
        if status == 0 || status == -EAGAIN {
            status = snd_pcm_wait(handle, 100)
            if status >= 0 { return .nothing }
        }
        if status == -ESTRPIPE {
            // Asked again and again until the machine has woken up; a card that cannot go on begins anew.
            status = snd_pcm_resume(handle)
            if status == -EAGAIN {
                _ = poll(nil, 0, 100)
                return .nothing
            }
        } else if status == -EINTR {
            return .nothing
        }
        guard status == 0 || [-EPIPE, -ENOSYS, -ESTRPIPE, -EIO].contains(status) else { throw DeviceFault(alsa: status, name) }
        status = snd_pcm_prepare(handle)
        guard status >= 0 else { throw DeviceFault(alsa: status, name) }
        return .gap
    }

    /// Samples between the card's ear or mouth and this program; nil where the card does not tell.
    var delay: Int? {
        var frames: snd_pcm_sframes_t = 0
        return snd_pcm_delay(handle, &frames) >= 0 ? Int(frames) : nil
    }

    /// Lets a speaker begin that has been given too little to begin by itself.
    func begin() {
        if snd_pcm_state(handle) == SND_PCM_STATE_PREPARED { snd_pcm_start(handle) }
    }

    /// Whether a speaker plays.
    var isRunning: Bool { snd_pcm_state(handle) == SND_PCM_STATE_RUNNING }
}
