import BoardDevices
import CX265
import MediaCore
import Synchronization

/// One running encoder of libx265.
final class X265Encoder: VideoEncoder {
    private struct State: ~Copyable {
        var handle: X265Handle
        var count: Int64 = 0
        /// Capture times of the pictures that are still inside, by their count.
        var inside: [(count: Int64, captured: MonotonicInstant)] = []
        var chroma = PlanarChroma()
    }

    private let state: Mutex<State>
    private let settings: EncoderSettings

    init(_ settings: EncoderSettings, tuning: X265Tuning) throws(DeviceFault) {
        let handle = try X265Handle(pools: tuning.pools) { parameters throws(DeviceFault) in
            try tuning.set(settings, in: &parameters)
        }
        state = Mutex(State(handle: handle))
        self.settings = settings
    }

    func encode(_ frame: Frame, key: Bool) throws(DeviceFault) -> [Packet] {
        try state.withLock { state throws(DeviceFault) in
            guard frame.size == settings.size else {
                throw DeviceFault(
                    .outOfRange, "x265: a picture of \(frame.size) for an encoder of \(settings.size)")
            }
            let count = state.count
            state.count += 1
            state.inside.append((count, frame.captured))
            return try frame.withPlanes { planes throws(DeviceFault) in
                let planes = frame.layout == .nv12 ? state.chroma.separated(planes) : planes
                do throws(DeviceFault) {
                    let output = try state.handle.encode { picture in
                        X265Encoder.fill(&picture, planes)
                        picture.pts = count
                        picture.sliceType = key ? X265_TYPE_IDR : X265_TYPE_AUTO
                    }
                    guard let output, let packet = packet(output.units, output.pts, &state) else { return [] }
                    return [packet]
                } catch {
                    state.inside.removeAll { $0.count == count }
                    throw error
                }
            }
        }
    }

    // libx265 says yes to another bit rate (x265_encoder_reconfig, 3.5), and then encodes on at the old one.
    func adopt(_ settings: EncoderSettings) -> Bool { settings == self.settings }

    private static func fill(_ picture: inout x265_picture, _ planes: [Plane]) {
        picture.bitDepth = 8
        picture.colorSpace = X265_CSP_I420
        withUnsafeMutableBytes(of: &picture.planes) { slots in
            let slots = slots.bindMemory(to: UnsafeMutableRawPointer?.self)
            for (index, plane) in planes.enumerated().prefix(slots.count) { slots[index] = UnsafeMutableRawPointer(plane.base) }
        }
        withUnsafeMutableBytes(of: &picture.stride) { slots in
            let slots = slots.bindMemory(to: Int32.self)
            for (index, plane) in planes.enumerated().prefix(slots.count) { slots[index] = Int32(clamping: plane.stride) }
        }
    }

    /// The packet in what libx265 gave out, without supplemental information (SEI) and delimiters.
    private func packet(
        _ units: UnsafeBufferPointer<x265_nal>, _ pts: Int64, _ state: inout State
    ) -> Packet? {
        let superfluous = [NAL_UNIT_PREFIX_SEI, NAL_UNIT_SUFFIX_SEI, NAL_UNIT_ACCESS_UNIT_DELIMITER].map(\.rawValue)
        let wanted = units.filter { !superfluous.contains($0.type) }
        guard let index = state.inside.firstIndex(where: { $0.count == pts }), !wanted.isEmpty else { return nil }
        let instantRefresh = [NAL_UNIT_CODED_SLICE_IDR_W_RADL, NAL_UNIT_CODED_SLICE_IDR_N_LP].map(\.rawValue)
        return Packet(
            codec: .h265, captured: state.inside.remove(at: index).captured,
            isKey: wanted.contains { instantRefresh.contains($0.type) }, size: settings.size,
            copying: wanted.map { unit in
                UnsafeBufferPointer(start: unit.payload, count: unit.payload == nil ? 0 : Int(unit.sizeBytes))
            })
    }
}
