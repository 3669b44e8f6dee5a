extension Exercise {
    /// Reads the sample rates; the volume is left alone and nothing is recorded.
    static let microphone = Exercise(.microphone) { (input: any AudioInput, examination) throws(DeviceFault) in
        let rates = input.sampleRates
        guard !rates.isEmpty else { throw DeviceFault(.unsupported, "reports no sample rate") }
        examination.note("\(rates.map(String.init).joined(separator: ", ")) Hz; volume left alone")
    }

    /// Nothing can be read from a loudspeaker; opening it was the trial.
    static let speaker = Exercise(.speaker) { (_: any AudioOutput, examination) in
        examination.note("opened; volume left alone")
    }
}
