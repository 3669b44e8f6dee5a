public import BoardDevices

/// What every microphone promises, simulated or real.
public struct AudioInputConformance: Sendable {
    private let input: any AudioInput

    /// A check of a microphone.
    public init(_ input: any AudioInput) {
        self.input = input
    }

    /// The promises that the microphone breaks, in words; it is closed afterwards.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() throws -> [String] {
        var promises = Promises()
        let rates = input.sampleRates
        promises.hold(!rates.isEmpty, "has a sample rate")
        promises.hold(rates == Set(rates).sorted(), "names each sample rate once, lowest first: \(rates)")
        promises.hold(rates.allSatisfy { $0 > 0 }, "has sample rates above 0: \(rates)")
        promises.takesVolumes(input.setVolume)
        for rate in rates + rates.reversed() { try input.setCapture(sampleRate: rate) }
        for rate in rates.prefix(1) { try input.setCapture(sampleRate: rate) }
        let absent = (rates.last ?? 0) + 1
        for rate in [0, -8_000, absent] {
            promises.refused(.outOfRange, "refuses to capture at \(rate) Hz") { () throws(DeviceFault) in
                try input.setCapture(sampleRate: rate)
            }
        }
        try input.setCapture(sampleRate: nil)
        try input.setCapture(sampleRate: nil)
        return promises.broken
    }
}

/// What every loudspeaker promises, simulated or real.
public struct AudioOutputConformance: Sendable {
    private let output: any AudioOutput

    /// A check of a loudspeaker.
    public init(_ output: any AudioOutput) {
        self.output = output
    }

    /// The promises that the loudspeaker breaks, in words.
    public func violations() -> [String] {
        var promises = Promises()
        promises.takesVolumes(output.setVolume)
        return promises.broken
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
