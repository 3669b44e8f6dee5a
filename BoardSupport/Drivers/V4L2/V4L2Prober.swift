public import BoardDevices
import CV4L2
import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Finds the cameras and the video encoders that the kernel drives, with what they say they can do.
public enum V4L2Prober: Prober {
    public static func findings() -> [Finding] {
        let paths = NodeAddress.videoNodes
        let nodes = paths.compactMap(Sight.init)
        let names = nodes.map(\.card)
        let cameras = nodes.map { node in
            // A name outlives a change of the node's number, but two cameras of one make share it.
            node.finding(isNameUnique: names.filter { $0 == node.card }.count == 1)
        }
        return cameras + paths.compactMap(encoder)
    }

    /// What can be seen of a node that encodes; nil for any other.
    private static func encoder(_ path: String) -> Finding? {
        var card = ""
        let formats = CodedFormat.allCases.filter { format in
            guard let node = try? CodecNode.open(.path(path), making: format) else { return false }
            card = node.card
            return true
        }
        if formats.isEmpty { return nil }
        // Its own format is for tests of the driver: no client plays it.
        let entries = formats.filter { $0 != .fwht }.map { format in
            let keys = [Finding.Fact("name", card), Finding.Fact("codec", format.rawValue)]
            return DeviceEntry(
                name: format.rawValue, driver: V4L2EncoderEntry.name, roles: [Role.videoEncoder.name], keys: keys)
        }
        let names = formats.map(\.rawValue).joined(separator: " ")
        return Finding(
            kind: "video-encoder", path: path, description: card, facts: [Finding.Fact("encodes", names)], entries: entries)
    }
}

/// What can be seen of a node that captures, or of one that may not be opened.
private struct Sight {
    let path: String
    let card: String
    private var facts: [Finding.Fact] = []
    private var modes: [CaptureMode] = []
    private var roles: [String] = []

    /// Nil where the node is no camera: a codec, metadata.
    init?(_ path: String) {
        self.path = path
        let node: VideoNode
        do throws(DeviceFault) {
            node = try VideoNode.open(.path(path))
        } catch {
            if error.kind == .unsupported || error.kind == .missing { return nil }
            card = "a video node"
            facts = [Finding.Fact("not opened", error.message)]
            return
        }
        var capability = v4l2_capability()
        _ = node.call(camgate_vidioc_querycap, &capability)
        card = Sight.text(of: capability.card)
        facts = [
            Finding.Fact("driver", Sight.text(of: capability.driver)), Finding.Fact("bus", Sight.text(of: capability.bus_info)),
        ]
        let offers = node.offers(of: PixelFormat.allCases)
        modes = CaptureMode.modes(of: offers) { offer, size in node.rates(offer.code, size) }
        for format in PixelFormat.allCases where offers.contains(where: { $0.format == format }) {
            let sizes = offers.filter { $0.format == format }.map(\.sizes.text)
            facts.append(Finding.Fact(format.rawValue, sizes.joined(separator: " ")))
        }
        facts.append(Finding.Fact("pictures", modes.map { "\($0.size) at up to \($0.rate)/s" }.joined(separator: ", ")))
        let controls = node.controls
        for control in ImageControl.allCases {
            guard let scale = controls[control] else { continue }
            let range = "\(scale.range.lowerBound) to \(scale.range.upperBound)"
            facts.append(Finding.Fact(control.rawValue, "\(range), neutral \(scale.neutral)"))
        }
        if !offers.isEmpty { roles = [Role.camera.name] + (controls.isEmpty ? [] : [Role.imageControls.name]) }
    }

    func finding(isNameUnique: Bool) -> Finding {
        let key = isNameUnique ? Finding.Fact("name", card) : Finding.Fact("device", path)
        let entry = DeviceEntry(name: "camera", driver: V4L2Entry.name, roles: roles, keys: [key])
        return Finding(
            kind: "camera", path: path, description: card, facts: facts, modes: modes, entries: roles.isEmpty ? [] : [entry])
    }

    /// A fixed array of C characters, up to its zero.
    private static func text<Characters>(of characters: Characters) -> String {
        withUnsafeBytes(of: characters) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension CaptureOffer.Sizes {
    /// `640x480`, or the ends of a range.
    fileprivate var text: String {
        switch self {
        case .only(let size): "\(size)"
        case .between(let smallest, let largest, _): "\(smallest)..\(largest)"
        }
    }
}
