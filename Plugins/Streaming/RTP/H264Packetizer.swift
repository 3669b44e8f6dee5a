import FoundationEssentials
import MediaCore
import NIOCore

/// H.264 over RTP in packetization mode 1 (RFC 6184): single units, STAP-A for parameter sets and other small non-picture units,
/// FU-A for units larger than a packet.
struct H264Packetizer: Packetizer {
    let encodingName = "H264"

    private static let aggregateType: UInt8 = 24
    private static let fragmentType: UInt8 = 28

    func formatParameters(of packet: Packet) -> String? {
        let units = packet.slices
        let sequenceSets = units.filter { kind($0) == 7 }
        let pictureSets = units.filter { kind($0) == 8 }
        guard let first = sequenceSets.first, first.count >= 4, !pictureSets.isEmpty else { return nil }
        let level = first.dropFirst().prefix(3).map { hexadecimal(UInt32($0), digits: 2) }.joined()
        let sets = (sequenceSets + pictureSets).map { Data($0).base64EncodedString() }.joined(separator: ",")
        return "packetization-mode=1;profile-level-id=\(level);sprop-parameter-sets=\(sets)"
    }

    func packetize(_ packet: Packet, into batch: inout RTPBatch.Builder) {
        var group: [ArraySlice<UInt8>] = []
        var groupSize = 1
        for unit in packet.slices {
            let fits = groupSize + 2 + unit.count <= RTPBatch.payloadLimit
            if isAggregable(unit), fits || group.isEmpty {
                group.append(unit)
                groupSize += 2 + unit.count
                continue
            }
            flush(&group, &groupSize, into: &batch)
            if isAggregable(unit) {
                group.append(unit)
                groupSize += 2 + unit.count
            } else {
                append(unit, to: &batch)
            }
        }
        flush(&group, &groupSize, into: &batch)
    }

    private func flush(_ group: inout [ArraySlice<UInt8>], _ size: inout Int, into batch: inout RTPBatch.Builder) {
        defer {
            group.removeAll(keepingCapacity: true)
            size = 1
        }
        guard let first = group.first else { return }
        guard group.count > 1 else { return append(first, to: &batch) }
        let importance = group.compactMap { $0.first.map { $0 & 0x60 } }.max() ?? 0
        let units = group
        batch.append { payload in
            payload.writeInteger(importance | H264Packetizer.aggregateType)
            for unit in units {
                payload.writeInteger(UInt16(clamping: unit.count))
                payload.writeBytes(unit)
            }
        }
    }

    private func append(_ unit: ArraySlice<UInt8>, to batch: inout RTPBatch.Builder) {
        guard unit.count > RTPBatch.payloadLimit, let header = unit.first else {
            batch.append { $0.writeBytes(unit) }
            return
        }
        var rest = unit.dropFirst()
        var isFirst = true
        while !rest.isEmpty {
            let piece = rest.prefix(RTPBatch.payloadLimit - 2)
            rest = rest.dropFirst(piece.count)
            let start: UInt8 = isFirst ? 0x80 : 0
            let end: UInt8 = rest.isEmpty ? 0x40 : 0
            isFirst = false
            batch.append { payload in
                payload.writeInteger(header & 0xE0 | H264Packetizer.fragmentType)
                payload.writeInteger(start | end | header & 0x1F)
                payload.writeBytes(piece)
            }
        }
    }

    // SEI, parameter sets and delimiters: small, and useless without the picture that follows.
    private func isAggregable(_ unit: ArraySlice<UInt8>) -> Bool {
        (6...9).contains(kind(unit)) && unit.count <= RTPBatch.payloadLimit
    }

    private func kind(_ unit: ArraySlice<UInt8>) -> UInt8 {
        (unit.first ?? 0) & 0x1F
    }
}

/// `value` in upper-case hex with leading zeros.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
