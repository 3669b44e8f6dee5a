extension ConfigSection {
    /// Reads what an encoder may be set to, from the key `streams` of a device entry:
    ///
    /// ```yaml
    /// streams:
    ///   stream1:
    ///     1080P: { framerate: 1-30, bitrate: 500-6000 }
    /// ```
    public func encodingLimits() -> [VideoStream: [EncodingLimit]] {
        guard let streams = section("streams") else {
            problem("streams", "missing; expected the resolutions of stream1 and stream2")
            return [:]
        }
        var limits: [VideoStream: [EncodingLimit]] = [:]
        for (name, stream) in streams.sections() {
            guard let key = VideoStream(rawValue: name) else {
                streams.problem(name, "expected stream1 or stream2")
                continue
            }
            limits[key] = stream.sections().compactMap { name, entry in
                defer { entry.finish() }
                guard let size = Resolution.size(named: name) else {
                    stream.problem(name, "expected 1080P, 720P, VGA, QVGA or WIDTHXHEIGHT with even sides")
                    return nil
                }
                let framerate = entry.range("framerate", in: 1...240)
                let bitrate = entry.range("bitrate", in: 8...200_000)
                guard let framerate, let bitrate else {
                    entry.problem("", "expected framerate: LOW-HIGH (frames/s) and bitrate: LOW-HIGH (kbit/s)")
                    return nil
                }
                return EncodingLimit(size: size, framerate: framerate, bitrate: bitrate)
            }
        }
        return limits
    }
}
