import BoardDevices
import CV4L2
import MediaCore
import Synchronization

/// One running encoder of a memory-to-memory node.
final class V4L2Encoder: VideoEncoder {
    private struct State {
        var settings: EncoderSettings
        var units: CodedUnits
        /// Raw buffers that the node does not have.
        var free: [UInt32]
        /// Numbers and capture times of the pictures that are still inside.
        var inside: [(number: Int64, captured: MonotonicInstant)] = []
        // 0 would be what a node without a time stamp says.
        var next: Int64 = 1
        var sinceKey = 0
        /// How many pictures the node keeps before it gives out the first.
        var delay = 0
    }

    private let node: CodecNode
    private let shape: RawShape
    private let raw: [MappedBuffer]
    private let coded: [MappedBuffer]
    private let canForceKey: Bool
    private let state: Mutex<State>

    private static let buffers: UInt32 = 4
    private static let patience: Int32 = 500

    init(_ node: CodecNode, _ format: CodedFormat, _ settings: EncoderSettings) throws(DeviceFault) {
        try settings.check(for: node.path, sides: 16...8192)
        let made = try node.setFormat(.coded, format.code, settings.size, bytes: settings.size.area * 3 / 2)
        guard made.code == format.code else {
            throw DeviceFault(.unsupported, "\(node.path): does not encode \(settings.size) as \(format.rawValue)")
        }
        shape = try V4L2Encoder.shape(node, settings.size)
        node.setRate(settings.framerate)
        canForceKey = node.range(of: camgate_cid_force_key) != nil
        try V4L2Encoder.configure(node, format, settings, canForceKey: canForceKey)
        raw = try node.makeBuffers(.raw, V4L2Encoder.buffers)
        coded = try node.makeBuffers(.coded, V4L2Encoder.buffers)
        guard !raw.isEmpty, !coded.isEmpty, raw.allSatisfy({ [shape] in $0.bytes.count >= shape.bytes }) else {
            throw DeviceFault(.failed, "\(node.path): too few or too small buffers for \(settings.size)")
        }
        self.node = node
        state = Mutex(
            State(settings: settings, units: CodedUnits(format), free: raw.indices.map { UInt32(clamping: $0) }))
        try start()
    }

    deinit {
        for side in [CodecNode.Side.raw, .coded] { try? node.setStreaming(side, false) }
    }

    func encode(_ frame: Frame, key: Bool) throws(DeviceFault) -> [Packet] {
        try state.withLock { state throws(DeviceFault) in
            guard frame.size == state.settings.size else {
                throw DeviceFault(
                    .outOfRange, "\(node.path): a picture of \(frame.size) for an encoder of \(state.settings.size)")
            }
            var packets: [Packet] = []
            // Groups are counted here: nodes differ in what a key frame in between does to theirs.
            let isKey = key || state.sinceKey == 0 || state.sinceKey >= state.settings.govLength
            if isKey && state.sinceKey > 0 { packets += try beginGroup(&state) }
            state.sinceKey = isKey ? 1 : state.sinceKey + 1
            let index = try freeBuffer(&state)
            shape.write(frame, into: raw[Int(index)].bytes)
            let number = state.next
            state.next += 1
            try node.enqueue(.raw, CodecNode.Slot(index: index, used: shape.bytes, number: number))
            state.inside.append((number, frame.captured))
            return packets + (try collect(&state))
        }
    }

    func adopt(_ settings: EncoderSettings) -> Bool {
        state.withLock { state in
            if settings == state.settings { return true }
            var needed = state.settings
            needed.bitrate = settings.bitrate
            guard settings == needed, EncoderSettings.bitrates.contains(settings.bitrate),
                node.set(camgate_cid_bitrate, to: settings.bitrate * 1_000)
            else { return false }
            node.set(camgate_cid_bitrate_peak, to: settings.bitrate * 1_000)
            state.settings = settings
            return true
        }
    }

    // MARK: Setting up

    private static func shape(_ node: CodecNode, _ size: PictureSize) throws(DeviceFault) -> RawShape {
        let offered = node.formats(.raw)
        for (format, code) in [(PixelFormat.yu12, camgate_pix_yu12), (.nv12, camgate_pix_nv12)] where offered.contains(code) {
            let made = try node.setFormat(.raw, code, size, bytes: 0)
            guard made.code == code, made.size.width >= size.width, made.size.height >= size.height else { continue }
            return RawShape(format: format, stride: max(made.stride, made.size.width), rows: made.size.height)
        }
        throw DeviceFault(.unsupported, "\(node.path): takes neither YU12 nor NV12 pictures of \(size)")
    }

    private static func configure(
        _ node: CodecNode, _ format: CodedFormat, _ settings: EncoderSettings, canForceKey: Bool
    ) throws(DeviceFault) {
        node.set(camgate_cid_b_frames, to: 0)
        node.set(camgate_cid_bitrate_mode, to: settings.control == .cbr ? camgate_bitrate_cbr : camgate_bitrate_vbr)
        let isKept = node.set(camgate_cid_bitrate, to: settings.bitrate * 1_000)
        guard isKept || !format.codec.isPlayable else {
            throw DeviceFault(.unsupported, "\(node.path): keeps no bit rate")
        }
        node.set(camgate_cid_bitrate_peak, to: settings.bitrate * 1_000)
        node.set(camgate_cid_gop_size, to: canForceKey ? max(settings.govLength, 1 << 15) : settings.govLength)
        node.set(camgate_cid_header_mode, to: camgate_header_joined)
        node.set(camgate_cid_repeat_headers, to: 1)
        node.set(camgate_cid_prepend_headers, to: 1)
    }

    private func start() throws(DeviceFault) {
        for side in [CodecNode.Side.raw, .coded] { try node.setStreaming(side, true) }
        for index in coded.indices { try node.enqueue(.coded, CodecNode.Slot(index: UInt32(clamping: index))) }
    }

    // MARK: Pictures

    /// Makes the next picture a key frame.
    ///
    /// - Returns: what had to leave the node before.
    private func beginGroup(_ state: inout State) throws(DeviceFault) -> [Packet] {
        if canForceKey {
            node.set(camgate_cid_force_key, to: 1)
            return []
        }
        // A node that does not take wishes begins anew with a key frame.
        let packets = try collect(&state, all: true)
        for side in [CodecNode.Side.raw, .coded] { try node.setStreaming(side, false) }
        state.inside = []
        state.free = raw.indices.map { UInt32(clamping: $0) }
        try start()
        return packets
    }

    private func freeBuffer(_ state: inout State) throws(DeviceFault) -> UInt32 {
        while let slot = try node.dequeue(.raw) { state.free.append(slot.index) }
        if state.free.isEmpty, node.wait(for: .raw, milliseconds: V4L2Encoder.patience), let slot = try node.dequeue(.raw) {
            state.free.append(slot.index)
        }
        guard let index = state.free.popLast(), raw.indices.contains(Int(index)) else {
            throw DeviceFault(.failed, "\(node.path): takes no more pictures")
        }
        return index
    }

    /// Takes out what is ready, and waits for what should be by now.
    private func collect(_ state: inout State, all: Bool = false) throws(DeviceFault) -> [Packet] {
        var packets: [Packet] = []
        while true {
            while let slot = try node.dequeue(.coded) {
                if let packet = try take(slot, &state) { packets.append(packet) }
            }
            let kept = all ? 0 : state.delay
            guard state.inside.count > kept else { return packets }
            if node.wait(for: .coded, milliseconds: V4L2Encoder.patience) { continue }
            if all { return packets }
            // Nodes that work on several pictures at once are not late: they get as many before the next wait.
            guard state.inside.count < raw.count else {
                throw DeviceFault(.failed, "\(node.path): gives nothing for \(state.inside.count) pictures")
            }
            state.delay = state.inside.count
        }
    }

    private func take(_ slot: CodecNode.Slot, _ state: inout State) throws(DeviceFault) -> Packet? {
        guard coded.indices.contains(Int(slot.index)) else { return nil }
        let bytes = coded[Int(slot.index)].bytes
        let place = state.inside.firstIndex { $0.number == slot.number }
        let captured = place.map { state.inside[$0].captured }
        var packet: Packet?
        if !slot.isDamaged, slot.skipped <= slot.used, slot.used <= bytes.count {
            let content = UnsafeRawBufferPointer(rebasing: bytes[slot.skipped..<slot.used]).bindMemory(to: UInt8.self)
            packet = state.units.packet(
                content, captured: captured ?? .now, size: state.settings.size)
        }
        // A buffer with nothing but parameter sets is no picture's end.
        if packet != nil || slot.isDamaged, let place { state.inside.remove(at: place) }
        try node.enqueue(.coded, CodecNode.Slot(index: slot.index))
        return captured == nil ? nil : packet
    }
}
