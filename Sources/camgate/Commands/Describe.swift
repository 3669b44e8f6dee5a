import ArgumentParser
import BoardDevices
import GatewayCore
import MediaCore

/// `camgate describe`: every interface of a product on its board with parameters, ranges and faults.
struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints all interfaces of a product on its board, with parameters, ranges and faults.")

    @OptionGroup var options: ProductOptions

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() async throws {
        let assembly = try Assembly(productPath: options.product, changing: try options.changes())
        let gateway = try Rehearsal.gateway(of: assembly)
        let interfaces = gateway.interfaces.map(InterfaceDescription.init)
        print(json ? InterfaceDescription.json(interfaces) : interfaces.map(\.text).joined(separator: "\n\n"))
        await gateway.stop()
    }
}
