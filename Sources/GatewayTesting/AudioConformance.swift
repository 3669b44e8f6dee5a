public import BoardDevices
import Dispatch
import MediaCore
import Synchronization

/// What every microphone promises, simulated or real.
public struct AudioInputConformance: Sendable {
    private let input: any AudioInput

    /// A check of a microphone that is there, and whose clock runs.
    public init(_ input: any AudioInput) {
        self.input = input
    }

    /// The promises that the microphone breaks, in words; it is closed afterwards.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() throws -> [String] {
        var promises = Promises()
        let rates = input.sampleRates
        promises.hold(input.fault == nil, "has no fault while it is there: \(input.fault?.description ?? "")")
        promises.hold(!rates.isEmpty, "has a sample rate")
        promises.hold(rates == Set(rates).sorted(), "names each sample rate once, lowest first: \(rates)")
        promises.hold(rates.allSatisfy { $0 > 0 }, "has sample rates above 0: \(rates)")
        promises.takesVolumes(input.setVolume)
        for rate in rates + rates.reversed() { try listen(at: rate, &promises) }
        let absent = (rates.last ?? 0) + 1
        for rate in [0, -8_000, absent] {
            promises.refused(.outOfRange, "refuses to capture at \(rate) Hz") { () throws(DeviceFault) in
                try input.startCapture(sampleRate: rate) { _ in }
            }
        }
        input.stopCapture()
        input.stopCapture()
        return promises.broken
    }

    /// Takes ten blocks without stopping the delivery at the other rate before.
    private func listen(at rate: Int, _ promises: inout Promises) throws {
        let blocks = Blocks(10)
        try input.startCapture(sampleRate: rate, deliver: blocks.add)
        let found = blocks.wait()
        promises.hold(found.count >= 10, "gives sound at \(rate) Hz")
        promises.hold(found.allSatisfy { $0.sampleRate == rate }, "gives blocks of \(rate) Hz")
        promises.hold(found.allSatisfy { !$0.samples.isEmpty }, "gives no empty block")
        for (one, next) in zip(found, found.dropFirst()) {
            let gap = next.captured - (one.captured + one.duration)
            promises.hold(one.captured < next.captured, "gives rising capture times at \(rate) Hz")
            promises.hold(
                (-0.01...0.01).contains(gap.seconds),
                "gives blocks that follow each other at \(rate) Hz: a gap of \(gap.seconds) s")
        }
        input.stopCapture()
        let count = blocks.count
        promises.hold(blocks.count == count, "is silent when it was stopped")
        try input.startCapture(sampleRate: rate, deliver: blocks.add)
    }

    private final class Blocks: Sendable {
        private let capacity: Int
        private let taken = Mutex<[SoundBlock]>([])
        private let full = DispatchSemaphore(value: 0)

        init(_ capacity: Int) { self.capacity = capacity }

        var count: Int { taken.withLock { $0.count } }

        func add(_ block: SoundBlock) {
            let isFull = taken.withLock { taken in
                taken.append(block)
                return taken.count == capacity
            }
            if isFull { full.signal() }
        }

        func wait() -> [SoundBlock] {
            _ = full.wait(timeout: .now() + .seconds(30))
            return taken.withLock { $0 }
        }
    }
}

/// What every loudspeaker promises, simulated or real.
public struct AudioOutputConformance: Sendable {
    private let output: any AudioOutput

    /// A check of a loudspeaker that is there, and whose clock runs.
    public init(_ output: any AudioOutput) {
        self.output = output
    }

    /// The promises that the loudspeaker breaks, in words; it is closed afterwards.
    public func violations() throws -> [String] {
        var promises = Promises()
        promises.hold(output.fault == nil, "has no fault while it is there: \(output.fault?.description ?? "")")
        promises.takesVolumes(output.setVolume)
        for rate in [0, -1, .max] {
            promises.refused(.outOfRange, "refuses to play at \(rate) Hz") { () throws(DeviceFault) in
                try output.open(sampleRate: rate)
            }
        }
        promises.refused(.failed, "refuses samples while it is closed") { () throws(DeviceFault) in
            output.close()
            try output.play([0, 0])
        }
        for rate in [8_000, 16_000, 48_000, 8_000] {
            try output.open(sampleRate: rate)
            for _ in 0..<5 { try output.play([Int16](repeating: 0, count: rate / 50)) }
            try output.play([])
            if rate == 16_000 { output.drain() }
        }
        output.drain()
        output.close()
        output.close()
        output.drain()
        return promises.broken
    }
}

/// What every audio encoder promises.
public struct AudioEncoderConformance: Sendable {
    private let source: any AudioEncoderSource

    /// A check of an encoder.
    public init(_ source: any AudioEncoderSource) {
        self.source = source
    }

    /// The promises that the encoder breaks at any of its settings, in words.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() throws -> [String] {
        var promises = Promises()
        let limits = source.limits
        promises.hold(!limits.isEmpty, "has a sample rate")
        promises.hold(limits.map(\.sampleRate) == Set(limits.map(\.sampleRate)).sorted(), "names each rate once, lowest first")
        for limit in limits {
            promises.hold(!limit.bitrates.isEmpty, "has a bit rate at \(limit.sampleRate) Hz")
            for bitrate in limit.bitrates {
                try check(AudioEncoderSettings(sampleRate: limit.sampleRate, bitrate: bitrate), &promises)
            }
        }
        for settings in [(0, 16_000), (-1, 16_000), (16_000, 0), (16_000, -1), (1_234, 16_000), (.max, .max)] {
            promises.refused(.outOfRange, "refuses \(settings)") { () throws(DeviceFault) in
                _ = try source.makeEncoder(AudioEncoderSettings(sampleRate: settings.0, bitrate: settings.1))
            }
        }
        return promises.broken
    }

    /// Four seconds of a tone in blocks of uneven length.
    private func check(_ settings: AudioEncoderSettings, _ promises: inout Promises) throws {
        let (rate, bitrate) = (settings.sampleRate, settings.bitrate)
        let name = "\(source.codec.rawValue) at \(rate) Hz and \(bitrate) bit/s"
        let encoder = try source.makeEncoder(settings)
        let tone = Tone(frequency: 440, amplitude: 0.3)
        let beginning = MonotonicInstant(nanoseconds: 5_000_000_000)
        var packets: [SoundPacket] = []
        var given = 0
        while given < 4 * rate {
            let count = rate / 50 + given % 7
            packets += try encoder.encode(
                SoundBlock(
                    samples: tone.samples(count, from: given, sampleRate: rate), sampleRate: rate,
                    captured: beginning + SoundBlock.duration(of: given, at: rate)))
            given += count
        }
        promises.hold(packets.allSatisfy { $0.codec == source.codec && $0.sampleRate == rate }, "\(name): packets say so")
        promises.hold(
            packets.allSatisfy { !$0.bytes.isEmpty && $0.bytes.count <= 1_400 }, "\(name): packets of 1 to 1400 bytes")
        let samples = packets.reduce(0) { $0 + $1.sampleCount }
        promises.hold(given - samples < 2_048 && samples <= given, "\(name): \(samples) of \(given) samples come out")
        let bits = packets.reduce(0) { $0 + $1.bytes.count } * 8
        let found = samples == 0 ? 0 : bits * rate / samples
        promises.hold(found <= bitrate * 11 / 10, "\(name): takes at most a tenth more, found \(found)")
        for (one, next) in zip(packets, packets.dropFirst()) {
            let gap = (next.captured - one.captured).seconds - Double(one.sampleCount) / Double(rate)
            promises.hold(abs(gap) < 0.001, "\(name): capture times follow each other, a gap of \(gap) s")
        }
        if let first = packets.first {
            promises.hold(abs((first.captured - beginning).seconds) < 0.3, "\(name): the first packet is of the beginning")
        }
        // Where a second was lost, time goes on after it.
        let late = beginning + .seconds(9)
        let after = try encoder.encode(
            SoundBlock(samples: [Int16](repeating: 0, count: rate), sampleRate: rate, captured: late))
        promises.hold(
            after.last.map { ($0.captured - late).seconds > 0.5 } ?? false,
            "\(name): capture times jump with those of the blocks")
    }
}

/// What every digital output promises, simulated or real.
public struct DigitalLineConformance: Sendable {
    private let line: any DigitalLine
    private let isOn: @Sendable () throws -> Bool

    /// A check of a line.
    ///
    /// - Parameters:
    ///   - line: the line.
    ///   - isOn: looks at the line from outside: at a simulated level, or through another pin.
    public init(_ line: any DigitalLine, isOn: @escaping @Sendable () throws -> Bool) {
        self.line = line
        self.isOn = isOn
    }

    /// The promises that the line breaks, in words; it is off afterwards.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() throws -> [String] {
        var promises = Promises()
        promises.hold(line.settling >= .zero, "settles in no negative time")
        for on in [true, true, false, false, true, false] {
            try line.set(on)
            promises.hold(try isOn() == on, "is \(on ? "on" : "off") when it was switched so")
        }
        return promises.broken
    }
}

extension Promises {
    fileprivate mutating func takesVolumes(_ setVolume: (Int) throws(DeviceFault) -> Void) {
        for percent in [1, 50, 100, 100] {
            do throws(DeviceFault) {
                try setVolume(percent)
            } catch {
                hold(false, "takes volume \(percent): \(error)")
            }
        }
        for percent in [0, 101, -1, .max, .min] {
            refused(.outOfRange, "refuses volume \(percent)") { () throws(DeviceFault) in try setVolume(percent) }
        }
    }
}
