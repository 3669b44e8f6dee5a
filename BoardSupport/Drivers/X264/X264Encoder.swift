import BoardDevices
import CX264
import MediaCore
import Synchronization

/// One running encoder of libx264.
final class X264Encoder: VideoEncoder {
    private struct State: ~Copyable {
        var handle: X264Handle
        var settings: EncoderSettings
        var count: Int64 = 0
        /// Capture times of the pictures that are still inside, by their count.
        var inside: [(count: Int64, captured: MonotonicInstant)] = []
    }

    private let state: Mutex<State>

    init(_ settings: EncoderSettings, tuning: X264Tuning) throws(DeviceFault) {
        let handle = try X264Handle(tuning.parameters(for: settings))
        state = Mutex(State(handle: handle, settings: settings))
    }

    func encode(_ frame: Frame, key: Bool) throws(DeviceFault) -> [Packet] {
        try state.withLock { state throws(DeviceFault) in
            guard frame.size == state.settings.size else {
                throw DeviceFault(
                    .outOfRange, "x264: a picture of \(frame.size) for an encoder of \(state.settings.size)")
            }
            let count = state.count
            state.count += 1
            state.inside.append((count, frame.captured))
            return try frame.withPlanes { planes throws(DeviceFault) in
                var picture = X264Encoder.picture(frame.layout, planes)
                picture.i_pts = count
                picture.i_type = key ? X264_TYPE_IDR : X264_TYPE_AUTO
                let output: (units: UnsafeBufferPointer<x264_nal_t>, picture: x264_picture_t)
                do throws(DeviceFault) {
                    output = try state.handle.encode(&picture)
                } catch {
                    state.inside.removeAll { $0.count == count }
                    throw error
                }
                guard let packet = X264Encoder.packet(output.units, output.picture, &state) else { return [] }
                return [packet]
            }
        }
    }

    func adopt(_ settings: EncoderSettings) -> Bool {
        state.withLock { state in
            if settings == state.settings { return true }
            var needed = state.settings
            needed.bitrate = settings.bitrate
            guard settings == needed, EncoderSettings.bitrates.contains(settings.bitrate) else { return false }
            let taken = state.handle.reconfigure { X264Tuning.setRate(of: settings, in: &$0) }
            if taken { state.settings = settings }
            return taken
        }
    }

    private static func picture(_ layout: PixelLayout, _ planes: [Plane]) -> x264_picture_t {
        var picture = x264_picture_t()
        x264_picture_init(&picture)
        picture.img.i_csp = layout == .i420 ? X264_CSP_I420 : X264_CSP_NV12
        picture.img.i_plane = Int32(clamping: planes.count)
        withUnsafeMutableBytes(of: &picture.img.plane) { slots in
            let slots = slots.bindMemory(to: UnsafeMutablePointer<UInt8>?.self)
            for (index, plane) in planes.enumerated().prefix(slots.count) { slots[index] = plane.base }
        }
        withUnsafeMutableBytes(of: &picture.img.i_stride) { slots in
            let slots = slots.bindMemory(to: Int32.self)
            for (index, plane) in planes.enumerated().prefix(slots.count) { slots[index] = Int32(clamping: plane.stride) }
        }
        return picture
    }

    /// The packet in what libx264 gave out, without the library's advertisement (SEI).
    private static func packet(
        _ units: UnsafeBufferPointer<x264_nal_t>, _ picture: x264_picture_t, _ state: inout State
    ) -> Packet? {
        let wanted = units.filter { $0.i_type != NAL_SEI.rawValue }
        guard let index = state.inside.firstIndex(where: { $0.count == picture.i_pts }), !wanted.isEmpty else { return nil }
        return Packet(
            codec: .h264, captured: state.inside.remove(at: index).captured, isKey: picture.b_keyframe != 0,
            size: state.settings.size,
            copying: wanted.map { unit in
                UnsafeBufferPointer(start: unit.p_payload, count: unit.p_payload == nil ? 0 : Int(unit.i_payload))
            })
    }
}
