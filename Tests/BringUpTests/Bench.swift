import BenchAudioDriver
import BenchHeadDriver
import BenchLinesDriver
import BenchSystemDriver
import BoardDevices
import ClipDriver
import CompositeHeadDriver
import ConfigurationFiles
import FreeTypeDriver
import GatewayTesting
import LibYUVDriver
import TurboJPEGDriver
import X264Driver

/// The drivers that boards in these tests are made of.
enum Bench {
    static let drivers: [any Driver.Type] =
        BenchSystem.drivers + BenchHead.drivers + BenchAudio.drivers + BenchLines.drivers + CompositeHead.drivers + Clip.drivers
        + LibYUV.drivers
        + TurboJPEG.drivers + FreeType.drivers + X264.drivers

    /// The board that a file's text describes.
    static func board(_ text: String, drivers: [any Driver.Type] = Bench.drivers) throws -> BoardFile {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array(text.utf8), to: "board.yaml")
        return try BoardFile(try ConfigurationFile.load(path), file: path, drivers: drivers)
    }
}
