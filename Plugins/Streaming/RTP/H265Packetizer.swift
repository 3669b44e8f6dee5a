import FoundationEssentials
import MediaCore
import NIOCore

/// H.265 over RTP in single session transmission without decoding order numbers (RFC 7798): single units, aggregation packets
/// for parameter sets and other small non-picture units, fragmentation units for units larger than a packet.
struct H265Packetizer: Packetizer {
    let encodingName = "H265"

    private static let aggregateType: UInt8 = 48
    private static let fragmentType: UInt8 = 49
    private static let headerSize = 2

    func formatParameters(of packet: Packet) -> String? {
        let units = packet.slices
        let sets = [("sprop-vps", 32), ("sprop-sps", 33), ("sprop-pps", 34)].map { name, wanted in
            (name: name, units: units.filter { kind($0) == wanted && $0.count > H265Packetizer.headerSize })
        }
        guard sets.allSatisfy({ !$0.units.isEmpty }) else { return nil }
        let profile = sets[1].units.first.flatMap { H265Profile(sequenceSet: $0) }?.parameters ?? []
        let encoded = sets.map { name, units in
            "\(name)=" + units.map { Data($0).base64EncodedString() }.joined(separator: ",")
        }
        return (profile + encoded).joined(separator: ";")
    }

    func packetize(_ packet: Packet, into batch: inout RTPBatch.Builder) {
        var group: [ArraySlice<UInt8>] = []
        var groupSize = H265Packetizer.headerSize
        for unit in packet.slices where unit.count >= H265Packetizer.headerSize {
            guard isAggregable(unit) else {
                flush(&group, &groupSize, into: &batch)
                append(unit, to: &batch)
                continue
            }
            if !group.isEmpty, groupSize + 2 + unit.count > RTPBatch.payloadLimit { flush(&group, &groupSize, into: &batch) }
            group.append(unit)
            groupSize += 2 + unit.count
        }
        flush(&group, &groupSize, into: &batch)
    }

    private func flush(_ group: inout [ArraySlice<UInt8>], _ size: inout Int, into batch: inout RTPBatch.Builder) {
        defer {
            group.removeAll(keepingCapacity: true)
            size = H265Packetizer.headerSize
        }
        guard let first = group.first else { return }
        guard group.count > 1 else { return append(first, to: &batch) }
        let units = group
        // The lowest layer and the lowest temporal id of the units inside (section 4.4.2).
        let layer = units.map(layer).min() ?? 0
        let temporal = units.map { second($0) & 0x07 }.min() ?? 1
        batch.append { payload in
            payload.writeInteger(H265Packetizer.aggregateType << 1 | layer >> 5)
            payload.writeInteger(layer << 3 | temporal)
            for unit in units {
                payload.writeInteger(UInt16(clamping: unit.count))
                payload.writeBytes(unit)
            }
        }
    }

    private func append(_ unit: ArraySlice<UInt8>, to batch: inout RTPBatch.Builder) {
        guard unit.count > RTPBatch.payloadLimit, let first = unit.first else {
            batch.append { $0.writeBytes(unit) }
            return
        }
        let (kind, second) = (kind(unit), second(unit))
        var rest = unit.dropFirst(H265Packetizer.headerSize)
        var isFirst = true
        while !rest.isEmpty {
            let piece = rest.prefix(RTPBatch.payloadLimit - H265Packetizer.headerSize - 1)
            rest = rest.dropFirst(piece.count)
            let start: UInt8 = isFirst ? 0x80 : 0
            let end: UInt8 = rest.isEmpty ? 0x40 : 0
            isFirst = false
            batch.append { payload in
                payload.writeInteger(first & 0x81 | H265Packetizer.fragmentType << 1)
                payload.writeInteger(second)
                payload.writeInteger(start | end | kind)
                payload.writeBytes(piece)
            }
        }
    }

    // Parameter sets, delimiters and SEI before the picture: small, and useless without the picture that follows.
    private func isAggregable(_ unit: ArraySlice<UInt8>) -> Bool {
        ((32...35).contains(kind(unit)) || kind(unit) == 39) && unit.count <= RTPBatch.payloadLimit
    }

    private func kind(_ unit: ArraySlice<UInt8>) -> UInt8 { (unit.first ?? 0) >> 1 & 0x3F }

    private func second(_ unit: ArraySlice<UInt8>) -> UInt8 { unit.dropFirst().first ?? 0 }

    private func layer(_ unit: ArraySlice<UInt8>) -> UInt8 { ((unit.first ?? 0) & 1) << 5 | second(unit) >> 3 }
}
