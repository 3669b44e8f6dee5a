import BoardDevices
import MediaCore
import Synchronization

/// Makes encoders with one tuning.
final class X265EncoderSource: VideoEncoderSource {
    let codec = VideoCodec.h265
    let limits: [VideoStream: [EncodingLimit]]
    private let tuning: X265Tuning
    // The library fills tables of its own when it is opened first, and does not mind who else reads them.
    private let opening = Mutex(())

    init(tuning: X265Tuning, limits: [VideoStream: [EncodingLimit]]) {
        self.tuning = tuning
        self.limits = limits
    }

    func makeEncoder(_ settings: EncoderSettings) throws(DeviceFault) -> any VideoEncoder {
        try opening.withLock { _ throws(DeviceFault) in try X265Encoder(settings, tuning: tuning) }
    }
}
