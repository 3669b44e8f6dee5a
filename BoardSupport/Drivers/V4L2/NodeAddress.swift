import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How the board file says which camera it means.
enum NodeAddress: Sendable, Hashable, CustomStringConvertible {
    /// The path of a device node.
    case path(String)
    /// The name of the card, which stays the same when nodes get other numbers.
    case card(String)

    var description: String {
        switch self {
        case .path(let path): path
        case .card(let name): "the camera named \(name)"
        }
    }

    /// The nodes that may be meant, in the order of their numbers.
    var candidates: [String] {
        switch self {
        case .path(let path): [path]
        case .card: NodeAddress.videoNodes
        }
    }

    /// Whether a card of this name is meant.
    func means(card: String) -> Bool {
        switch self {
        case .path: true
        case .card(let name): Array(name.utf8) == Array(card.utf8)
        }
    }

    /// The video nodes of the machine, in the order of their numbers.
    static var videoNodes: [String] {
        guard let folder = opendir("/dev") else { return [] }
        defer { closedir(folder) }
        var numbers: [Int] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.utf8.starts(with: "video".utf8), let number = Int(name.dropFirst(5)), number >= 0 {
                numbers.append(number)
            }
        }
        return numbers.sorted().map { "/dev/video\($0)" }
    }
}
