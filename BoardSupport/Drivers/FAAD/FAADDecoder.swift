import BoardDevices
import CFAAD
import MediaCore
import Synchronization

/// One running decoder of libfaad2 for one channel of low complexity.
final class FAADDecoder: AudioDecoder {
    /// Rates that can be announced, in Hz.
    static let sampleRates = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
    /// The largest frame that is looked at: 6144 bits a channel, of two.
    private static let frameLimit = 1_536

    private let sampleRate: Int
    private let handle: Mutex<FAADHandle>

    init(sampleRate: Int) throws(DeviceFault) {
        guard FAADDecoder.sampleRates.contains(sampleRate),
            let configuration = AudioSpecificConfig.lowComplexity(sampleRate: sampleRate)
        else { throw DeviceFault(.outOfRange, "faad: \(sampleRate) Hz") }
        self.sampleRate = sampleRate
        handle = Mutex(try FAADHandle(configuration))
    }

    func decode(_ frame: [UInt8]) throws(DeviceFault) -> [Int16] {
        guard (1...FAADDecoder.frameLimit).contains(frame.count) else {
            throw DeviceFault(.failed, "faad: a frame of \(frame.count) bytes")
        }
        return try handle.withLock { handle throws(DeviceFault) in
            do throws(DeviceFault) {
                return try handle.decode(frame, sampleRate: sampleRate)
            } catch {
                // What came before a damaged frame may have been damage too: the next one begins anew.
                if let fresh = AudioSpecificConfig.lowComplexity(sampleRate: sampleRate).flatMap({ try? FAADHandle($0) }) {
                    handle = fresh
                }
                throw error
            }
        }
    }
}
