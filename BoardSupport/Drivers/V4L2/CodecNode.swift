import BoardDevices
import CV4L2
import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open memory-to-memory node: raw pictures go in on one side, coded ones come out on the other. Closed with the object.
///
/// Source: the kernel's documentation, "Memory-to-Memory Stateful Video Encoder Interface".
final class CodecNode: Sendable {
    /// A side of the node.
    enum Side: Sendable {
        /// Where pictures go in; the kernel's OUTPUT queue.
        case raw
        /// Where the stream comes out; the kernel's CAPTURE queue.
        case coded
    }

    /// The node's path.
    let path: String
    /// What the card calls itself.
    let card: String
    /// For waiting and mapping; valid as long as the object.
    let descriptor: Int32
    /// Whether the node speaks of planes even where there is one.
    let isMultiplanar: Bool

    /// Opens the node that an address means and that makes a format.
    static func open(_ address: NodeAddress, making format: CodedFormat) throws(DeviceFault) -> CodecNode {
        var hindrance: DeviceFault?
        for path in address.candidates {
            do throws(DeviceFault) {
                let node = try CodecNode(path: path, address: address)
                guard node.formats(.coded).contains(format.code) else {
                    throw DeviceFault(.unsupported, "\(path): does not encode \(format.rawValue)")
                }
                return node
            } catch {
                if case .path = address { throw error }
                if error.kind != .unsupported && error.kind != .missing { hindrance = hindrance ?? error }
            }
        }
        throw hindrance
            ?? DeviceFault(
                .missing, "no card of that name encodes \(format.rawValue)",
                remedy: "v4l2-ctl --list-devices shows the encoders that are there")
    }

    private init(path: String, address: NodeAddress) throws(DeviceFault) {
        let opened = camgate_v4l2_open_plain(path)
        guard opened >= 0 else { throw DeviceFault(node: path, "open", errno: -opened) }
        self.path = path
        descriptor = opened
        var capability = v4l2_capability()
        let isVideo = camgate_v4l2_kernel_ioctl(opened, camgate_vidioc_querycap, &capability) == 0
        let isExact = capability.capabilities & camgate_cap_device_caps != 0
        let abilities = isExact ? capability.device_caps : capability.capabilities
        isMultiplanar = abilities & camgate_cap_codec_planes != 0
        card = withUnsafeBytes(of: capability.card) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        // From here on deinit closes.
        guard isVideo else { throw DeviceFault(.unsupported, "\(path): not a V4L2 device") }
        guard address.means(card: card) else { throw DeviceFault(.unsupported, "\(path): is \(card)") }
        guard abilities & (camgate_cap_codec | camgate_cap_codec_planes) != 0, abilities & camgate_cap_streaming != 0 else {
            throw DeviceFault(.unsupported, "\(path) (\(card)): is no encoder", remedy: "name another node of the card")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Asks the kernel; 0, or the error number.
    func call<Argument>(_ request: UInt, _ argument: inout Argument) -> Int32 {
        -min(0, withUnsafeMutablePointer(to: &argument) { camgate_v4l2_kernel_ioctl(descriptor, request, $0) })
    }

    /// Asks the kernel; what it refuses is a fault.
    func demand<Argument>(_ request: UInt, _ name: String, _ argument: inout Argument) throws(DeviceFault) {
        let status = call(request, &argument)
        guard status == 0 else { throw DeviceFault(node: path, name, errno: status) }
    }

    /// The kernel's name for a side.
    func type(_ side: Side) -> UInt32 {
        switch (side, isMultiplanar) {
        case (.raw, false): V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue
        case (.raw, true): V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE.rawValue
        case (.coded, false): V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        case (.coded, true): V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE.rawValue
        }
    }

    /// The formats of a side.
    func formats(_ side: Side) -> [UInt32] {
        var codes: [UInt32] = []
        for index in 0..<UInt32(64) {
            var description = v4l2_fmtdesc()
            description.index = index
            description.type = type(side)
            guard call(camgate_vidioc_enum_fmt, &description) == 0 else { break }
            codes.append(description.pixelformat)
        }
        return codes
    }

    /// Sets the format of a side.
    ///
    /// - Parameter bytes: what a buffer shall hold at least; 0 lets the node decide.
    /// - Returns: what the node made of it.
    func setFormat(
        _ side: Side, _ code: UInt32, _ size: PictureSize, bytes: Int
    ) throws(DeviceFault) -> (code: UInt32, size: PictureSize, stride: Int) {
        var format = v4l2_format()
        format.type = type(side)
        let (width, height) = (UInt32(clamping: size.width), UInt32(clamping: size.height))
        if isMultiplanar {
            format.fmt.pix_mp.width = width
            format.fmt.pix_mp.height = height
            format.fmt.pix_mp.pixelformat = code
            format.fmt.pix_mp.field = V4L2_FIELD_NONE.rawValue
            format.fmt.pix_mp.num_planes = 1
            format.fmt.pix_mp.plane_fmt.0.sizeimage = UInt32(clamping: bytes)
        } else {
            format.fmt.pix.width = width
            format.fmt.pix.height = height
            format.fmt.pix.pixelformat = code
            format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
            format.fmt.pix.sizeimage = UInt32(clamping: bytes)
        }
        try demand(camgate_vidioc_s_fmt, "format \(size)", &format)
        if isMultiplanar {
            let made = format.fmt.pix_mp
            return (
                made.pixelformat, PictureSize(width: Int(made.width), height: Int(made.height)),
                Int(made.plane_fmt.0.bytesperline)
            )
        }
        let made = format.fmt.pix
        return (made.pixelformat, PictureSize(width: Int(made.width), height: Int(made.height)), Int(made.bytesperline))
    }

    /// Sets the frame rate that bit rates are reckoned with; nodes without it have one of their own.
    func setRate(_ rate: Int) {
        var parameters = v4l2_streamparm()
        parameters.type = type(.raw)
        parameters.parm.output.timeperframe = v4l2_fract(numerator: 1, denominator: UInt32(clamping: rate))
        _ = call(camgate_vidioc_s_parm, &parameters)
    }

    /// The values that a control may have; nil where the node has no such control.
    func range(of control: UInt32) -> ClosedRange<Int>? {
        var query = v4l2_queryctrl()
        query.id = control
        guard call(camgate_vidioc_queryctrl, &query) == 0, query.flags & camgate_ctrl_disabled == 0,
            query.minimum <= query.maximum
        else { return nil }
        return Int(query.minimum)...Int(query.maximum)
    }

    /// Sets a control, as near as its range allows; false where the node has none or refuses.
    @discardableResult
    func set(_ control: UInt32, to value: Int) -> Bool {
        guard let range = range(of: control) else { return false }
        var setting = v4l2_control(id: control, value: Int32(clamping: min(max(value, range.lowerBound), range.upperBound)))
        return call(camgate_vidioc_s_ctrl, &setting) == 0
    }
}
