import ArgumentParser
import BoardDevices
import GatewayCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The options that say which product is meant and what differs from its files.
struct ProductOptions: ParsableArguments {
    @Option(help: "The product file.")
    var product: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Changes a value of the product or (board.…) board file: board.devices.camera.rate=15.", valueName: "path=value"))
    var settings: [String] = []

    @Option(help: "Plays this clip as the camera: a Y4M file or pipe, or anything that libavformat opens.")
    var clip: String?

    /// Everything that differs from the files.
    func changes() throws -> [(path: String, value: String)] {
        var changes = try settings.map { setting in
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--set \(setting): expected PATH=VALUE")
            }
            return (String(parts[0]), String(parts[1]))
        }
        if let clip {
            changes.append(("board.devices.camera.driver", isPlain(clip) ? "clip" : "libav"))
            changes.append(("board.devices.camera.clip", clip))
        }
        return changes
    }

    /// Whether the clip driver plays it: standard input, a pipe, or a file that begins as Y4M files do.
    private func isPlain(_ clip: String) -> Bool {
        if clip == "-" || linkedParts.drivers.allSatisfy({ $0.name != "libav" }) { return true }
        var status = stat()
        guard stat(clip, &status) == 0 else { return false }
        if status.st_mode & S_IFMT == S_IFIFO { return true }
        let file = open(clip, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var start = [UInt8](repeating: 0, count: 9)
        let count = start.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        return count == 9 && start == Array("YUV4MPEG2".utf8)
    }
}
