import ArgumentParser
import BoardDevices
import ConfigurationFiles

/// `camgate pack PRODUCT`: product and board as one JSON file for a device, which reads no YAML.
struct Pack: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints a product and its board as one JSON file for the device build.")

    @Argument(help: "The product file.")
    var product: String

    func run() throws {
        let source = try ProductSource.load(product)
        guard case .map(let entries) = source.product.value else { return }
        let packed = entries.map { entry in
            entry.key == "board" ? ConfigNode.Entry(key: "board", node: source.board) : entry
        }
        print(ConfigurationFile.json(of: ConfigNode(.map(packed))))
    }
}
