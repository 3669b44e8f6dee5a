import ArgumentParser
import BoardDevices
import Logging

/// `camgate serve`: runs a product.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs a product until SIGTERM or SIGINT.")

    @OptionGroup var options: ProductOptions

    @Option(help: "The folder that holds all state; made if it is not there.")
    var state: String

    @Option(help: "HTTP: HOST:PORT, [V6]:PORT or unix:/path. A port that was set by the network interface wins.")
    var http: String?

    @Option(help: "RTSP: HOST:PORT or [V6]:PORT.")
    var rtsp: String?

    @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    func run() async throws {
        returnLargeBlocks()
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError("--log-level \(logLevel): expected trace, debug, info, notice, warning, error or critical")
        }
        var changes = try options.changes()
        if let http { changes.append(("listen.http", http)) }
        if let rtsp { changes.append(("listen.rtsp", rtsp)) }
        let service = try Service(
            productPath: options.product, changing: changes, stateDirectory: state, logger: LineLog.logger(level))
        try await service.run()
    }
}
