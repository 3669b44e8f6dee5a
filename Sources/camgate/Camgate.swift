import ArgumentParser

/// The program.
@main
struct Camgate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camgate",
        abstract: "An IP-camera gateway: one HTTP CGI surface and RTSP streams on differing camera boards.",
        subcommands: [Serve.self, Check.self, Describe.self, Pack.self, Probe.self, Diagnose.self])
}
