import MediaCore
import NIOCore

/// One client's part in one track: what it was sent and whether it keeps up.
///
/// A viewer begins at a key frame. One that does not keep up loses packets up to the next key frame.
final class Viewer {
    private static let reportInterval = Duration.seconds(5)

    /// Where packets go.
    let output: any PacketOutput
    /// The payload format that the client was told, such as `H264/90000`.
    let format: String
    /// Packets sent since the viewer was made, as sender reports count them.
    private(set) var packetCount: UInt32 = 0
    /// Bytes of payload sent, as sender reports count them.
    private(set) var octetCount: UInt32 = 0
    /// How often the viewer fell behind.
    private(set) var lapses = 0

    private var isActive = false
    private var isWaiting = true
    private var begun: ((TrackPosition) -> Void)?
    private var nextReport: MonotonicInstant?
    private let dismissed: () -> Void

    /// A viewer that has not joined a track yet.
    ///
    /// - Parameter dismissed: called when the track can no longer serve the viewer.
    init(output: any PacketOutput, format: String, dismissed: @escaping () -> Void) {
        self.output = output
        self.format = format
        self.dismissed = dismissed
    }

    /// Ends the viewer because its track has another format now.
    func dismiss() { dismissed() }

    /// Makes the viewer begin anew at the next key frame.
    ///
    /// - Parameter begun: called when that key frame is about to be sent.
    func begin(_ begun: @escaping (TrackPosition) -> Void) {
        isActive = true
        isWaiting = true
        nextReport = nil
        self.begun = begun
    }

    /// Sends nothing until it begins anew.
    func stop() {
        isActive = false
        begun = nil
    }

    /// Whether a picture would be sent: those before the first key frame are not.
    func wants(isKey: Bool) -> Bool {
        isActive && (!isWaiting || isKey)
    }

    /// Sends a picture, or drops it if the viewer waits for a key frame or is behind.
    func take(_ batch: RTPBatch) {
        guard wants(isKey: batch.isKey) else { return }
        guard output.isReady else {
            if !isWaiting { lapses &+= 1 }
            isWaiting = true
            return
        }
        isWaiting = false
        if let begun {
            self.begun = nil
            begun(TrackPosition(sequence: batch.firstSequence, timestamp: batch.timestamp))
            // The answer to PLAY may have let the next request in, and that may have been the last.
            guard isActive else { return }
        }
        output.send(batch)
        packetCount &+= UInt32(truncatingIfNeeded: batch.packets.count)
        octetCount &+= UInt32(truncatingIfNeeded: batch.payloadSize)
    }

    /// Whether a sender report is to be sent now; it counts as sent then. The first is due with the first picture.
    ///
    /// - Parameter isStale: whether what the last report said of the wall clock is not true any more.
    func takeReportDue(_ now: MonotonicInstant, isStale: Bool) -> Bool {
        guard isActive, !isWaiting, isStale || nextReport.map({ now >= $0 }) ?? true else { return false }
        nextReport = now + Viewer.reportInterval
        return true
    }
}
