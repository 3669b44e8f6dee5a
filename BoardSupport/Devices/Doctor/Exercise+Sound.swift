import Dispatch
import MediaCore
import Synchronization

extension Exercise {
    /// Listens for half a second at each rate and tells how loud it is; the volume is left alone and nothing is kept.
    static let microphone = Exercise(.microphone) { (input: any AudioInput, examination) throws(DeviceFault) in
        let rates = input.sampleRates
        guard !rates.isEmpty else { throw DeviceFault(.unsupported, "reports no sample rate") }
        for rate in rates {
            let ear = Ear(samples: rate / 2)
            try input.startCapture(sampleRate: rate, deliver: ear.add)
            let heard = ear.wait(examination.patience)
            let fault = input.fault
            input.stopCapture()
            if let fault { throw fault }
            guard heard.count >= rate / 2 else {
                throw DeviceFault(
                    .failed, "\(heard.count) of \(rate / 2) samples at \(rate) Hz within \(examination.patience.seconds) s",
                    remedy: "look into the kernel log for the card; try another device of it")
            }
            examination.note(
                "\(rate) Hz: \(Exercise.decimal(heard.seconds)) s for half a second, peak \(heard.peak * 100 / 32_768) %")
            if heard.peak == 0 {
                examination.advise("at \(rate) Hz nothing but zeros: the input is muted, or nothing is plugged in")
            }
        }
    }

    /// Opens the output and plays a tenth of a second of silence.
    static let speaker = Exercise(.speaker) { (output: any AudioOutput, examination) throws(DeviceFault) in
        if let fault = output.fault { throw fault }
        try output.open(sampleRate: 8_000)
        defer { output.close() }
        try output.play([Int16](repeating: 0, count: 800))
        output.drain()
        examination.note("opened and played silence; volume left alone")
    }

    /// Compresses a second of silence at each rate.
    static let audioEncoder = Exercise(.audioEncoder) { (source: any AudioEncoderSource, examination) throws(DeviceFault) in
        guard !source.limits.isEmpty else { throw DeviceFault(.unsupported, "has no sample rate") }
        for limit in source.limits {
            guard let bitrate = limit.bitrates.first else { continue }
            let encoder = try source.makeEncoder(AudioEncoderSettings(sampleRate: limit.sampleRate, bitrate: bitrate))
            let silence = [Int16](repeating: 0, count: limit.sampleRate)
            let packets = try encoder.encode(SoundBlock(samples: silence, sampleRate: limit.sampleRate, captured: .now))
            guard let first = packets.first, first.codec == source.codec, first.sampleRate == limit.sampleRate else {
                throw DeviceFault(.failed, "made no \(source.codec.rawValue) of a second of silence at \(limit.sampleRate) Hz")
            }
            let rates = limit.bitrates.map(String.init).joined(separator: ", ")
            examination.note("\(source.codec.rawValue) at \(limit.sampleRate) Hz, \(rates) bit/s")
        }
    }

    /// Makes a decoder for each rate.
    static let audioDecoder = Exercise(.audioDecoder) { (source: any AudioDecoderSource, examination) throws(DeviceFault) in
        for rate in source.sampleRates { _ = try source.makeDecoder(sampleRate: rate) }
        let rates = source.sampleRates.map(String.init).joined(separator: ", ")
        examination.note("\(source.codec.rawValue) at \(rates) Hz")
    }
}

/// Gathers the loudness of the first samples of a microphone.
private final class Ear: Sendable {
    /// What was heard.
    struct Heard {
        var count = 0
        var peak = 0
        var first: MonotonicInstant?
        var last: MonotonicInstant?

        /// From the first sample to the last.
        var seconds: Double {
            guard let first, let last else { return 0 }
            return (last - first).seconds
        }
    }

    private let samples: Int
    private let heard = Mutex(Heard())
    private let full = DispatchSemaphore(value: 0)

    init(samples: Int) {
        self.samples = samples
    }

    func add(_ block: SoundBlock) {
        let isFull = heard.withLock { heard in
            guard heard.count < samples else { return false }
            heard.count += block.samples.count
            heard.peak = block.samples.reduce(heard.peak) { max($0, abs(Int($1))) }
            heard.first = heard.first ?? block.captured
            heard.last = block.captured + block.duration
            return heard.count >= samples
        }
        if isFull { full.signal() }
    }

    /// What was heard once it is enough or the time is over.
    func wait(_ patience: Duration) -> Heard {
        _ = full.wait(timeout: .now() + .nanoseconds(Int(clamping: patience.wholeNanoseconds)))
        return heard.withLock { $0 }
    }
}
