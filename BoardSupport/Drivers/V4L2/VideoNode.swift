import BoardDevices
import CV4L2

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open capture node, closed with the object. The only place that talks to the kernel about it.
final class VideoNode: Sendable {
    /// The node's path.
    let path: String
    /// For waiting; valid as long as the object.
    let descriptor: Int32

    /// Opens the node that an address means.
    ///
    /// - Parameter input: which of the card's connectors, if the board file says.
    static func open(_ address: NodeAddress, input: Int? = nil) throws(DeviceFault) -> VideoNode {
        var hindrance: DeviceFault?
        for path in address.candidates {
            do throws(DeviceFault) {
                let node = try VideoNode(path: path, address: address)
                if let input { try node.select(input) }
                return node
            } catch {
                if case .path = address { throw error }
                // A node of another card is no hindrance, but one that cannot be looked at may be the one.
                if error.kind != .unsupported && error.kind != .missing { hindrance = hindrance ?? error }
            }
        }
        throw hindrance
            ?? DeviceFault(
                .missing, "\(address) is not there", remedy: "v4l2-ctl --list-devices shows the cameras that are")
    }

    private init(path: String, address: NodeAddress) throws(DeviceFault) {
        let opened = camgate_v4l2_open(path)
        guard opened >= 0 else { throw DeviceFault(node: path, "open", errno: -opened) }
        self.path = path
        descriptor = opened
        var capability = v4l2_capability()
        let status = call(camgate_vidioc_querycap, &capability)
        guard status == 0 else {
            throw DeviceFault(.unsupported, "\(path): not a V4L2 device", remedy: "name a node such as /dev/video0")
        }
        let card = withUnsafeBytes(of: capability.card) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard address.means(card: card) else { throw DeviceFault(.unsupported, "\(path): is \(card)") }
        let isExact = capability.capabilities & camgate_cap_device_caps != 0
        let abilities = isExact ? capability.device_caps : capability.capabilities
        guard abilities & camgate_cap_capture != 0, abilities & camgate_cap_output == 0 else {
            throw DeviceFault(
                .unsupported, "\(path) (\(card)): does not capture video", remedy: "name another node of the card")
        }
        guard abilities & camgate_cap_streaming != 0 else {
            throw DeviceFault(.unsupported, "\(path) (\(card)): has no streaming input and output")
        }
    }

    deinit {
        v4l2_close(descriptor)
    }

    /// Asks the kernel; 0, or the error number.
    func call<Argument>(_ request: UInt, _ argument: inout Argument) -> Int32 {
        -min(0, withUnsafeMutablePointer(to: &argument) { camgate_v4l2_ioctl(descriptor, request, $0) })
    }

    /// Asks the kernel; what it refuses is a fault.
    func demand<Argument>(_ request: UInt, _ name: String, _ argument: inout Argument) throws(DeviceFault) {
        let status = call(request, &argument)
        guard status == 0 else { throw DeviceFault(node: path, name, errno: status) }
    }

    private func select(_ input: Int) throws(DeviceFault) {
        var number = Int32(clamping: input)
        let status = call(camgate_vidioc_s_input, &number)
        guard status != EINVAL else {
            throw DeviceFault(
                .outOfRange, "\(path): has no input \(input)", remedy: "v4l2-ctl -d \(path) --list-inputs shows them")
        }
        guard status == 0 else { throw DeviceFault(node: path, "input \(input)", errno: status) }
    }
}
