public import BoardDevices

/// The board file's entry `driver: v4l2-encoder`.
public enum V4L2EncoderEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let address: NodeAddress
        let format: CodedFormat
        let limits: [VideoStream: [EncodingLimit]]
    }

    public static let name = "v4l2-encoder"
    public static let summary = "video encoder of the kernel (V4L2 memory-to-memory)"
    public static let roles: Set<String> = [Role.videoEncoder.name]

    public static func configuration(from section: ConfigSection) -> Configuration {
        let address = NodeAddress(from: section)
        let name = section.option("codec", CodedFormat.allCases.map(\.rawValue), default: CodedFormat.h264.rawValue)
        return Configuration(
            address: address, format: CodedFormat(rawValue: name) ?? .h264, limits: section.encodingLimits())
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        let node = try CodecNode.open(configuration.address, making: configuration.format)
        return V4L2EncoderSource(path: node.path, format: configuration.format, limits: configuration.limits)
    }
}
