/// How a device that plays a role is tried out without harm: nothing moves, nothing sounds, nothing is stored.
///
/// Every role has one, beside the others here, so that a new kind of device brings its own; ``Roles/exercises`` lists them.
public struct Exercise: Sendable {
    /// The role's name.
    public let role: String
    private let body: @Sendable (any Sendable, inout Examination) throws(DeviceFault) -> Void

    /// An exercise for a role.
    ///
    /// - Parameters:
    ///   - role: the role.
    ///   - body: tries the device and notes what it finds; what it throws is noted as a fault. It may block.
    public init<Device>(
        _ role: Role<Device>, _ body: @escaping @Sendable (Device, inout Examination) throws(DeviceFault) -> Void
    ) {
        self.role = role.name
        self.body = { device, examination throws(DeviceFault) in
            guard let device = role.player(in: device) else {
                throw DeviceFault(.unsupported, "the driver's device does not speak \(Device.self)")
            }
            try body(device, &examination)
        }
    }

    /// Tries a device out.
    public func run(on device: any Sendable, _ examination: inout Examination) {
        do throws(DeviceFault) {
            try body(device, &examination)
        } catch {
            examination.complain(error)
        }
    }
}

extension Roles {
    /// How a device is tried out in each role.
    public static let exercises: [Exercise] = [
        .camera, .imageControls, .scaler, .stillEncoder, .textRenderer, .videoEncoder, .microphone, .speaker, .audioEncoder,
        .audioDecoder, .amplifier, .irCut, .irLamp, .lightSensor, .panTilt, .headPart, .lens, .identity, .power, .sdCard,
        .clock, .network,
    ]
}
