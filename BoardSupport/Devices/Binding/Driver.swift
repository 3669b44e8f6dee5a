public import Logging
public import MediaCore

/// Turns one kind of device entry of a board file into a device.
///
/// A driver is the only code that sees a C library, a path or a pin. Reading the configuration never touches hardware, so that a
/// board file can be checked anywhere; ``open(_:host:)`` does.
public protocol Driver: Sendable {
    /// What the driver's keys in a board file mean.
    associatedtype Configuration: Sendable

    /// The driver's name in board files, such as `x264`.
    static var name: String { get }
    /// What it drives, in one line.
    static var summary: String { get }
    /// The roles that its device can play; the device speaks the protocol of each.
    static var roles: Set<String> { get }
    /// What stands behind its devices; hardware unless said otherwise.
    static var nature: DriverNature { get }

    /// Reads the driver's own keys; problems are recorded in the section.
    static func configuration(from section: ConfigSection) -> Configuration

    /// What the device will need for itself alone.
    static func claims(of configuration: Configuration) -> [Claim]

    /// The other devices of the board that the device is made of. They stand above it in the board file.
    static func parts(of configuration: Configuration) -> [DevicePart]

    /// Opens the device.
    ///
    /// - Throws: why it cannot be had; the rest of the board goes on without it.
    static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable
}

extension Driver {
    public static var nature: DriverNature { .hardware }

    public static func claims(of configuration: Configuration) -> [Claim] { [] }

    public static func parts(of configuration: Configuration) -> [DevicePart] { [] }
}

/// Another device of the board that a device is made of.
public struct DevicePart: Sendable, Hashable {
    /// Its name in the board file.
    public let device: String
    /// The role that it plays for that.
    public let role: String

    /// A device that plays a role for another.
    public init<Device>(_ device: String, as role: Role<Device>) {
        self.device = device
        self.role = role.name
    }
}

/// What stands behind the devices of a driver.
public enum DriverNature: String, Sendable, Hashable {
    /// Something that may be missing, busy or broken.
    case hardware
    /// A library: there on every board.
    case software
    /// Nothing real; for boards that must not touch the machine, and for parts that no driver knows yet.
    case simulation
}

/// A resource that only one device of a board can have: a path, a GPIO line, a port.
public struct Claim: Sendable, Hashable, CustomStringConvertible {
    /// The resource, such as `/dev/video0` or `gpiochip0 line 17`.
    public let resource: String

    /// A claim to a resource.
    public init(_ resource: String) {
        self.resource = resource
    }

    public var description: String { resource }
}

/// What a driver gets from the process that it runs in.
public struct DriverHost: Sendable {
    /// The device's name in the board file.
    public let device: String
    /// A folder that outlives restarts, for devices that simulate something lasting.
    public let stateDirectory: String
    /// Monotonic time and timers.
    public let clock: any MonotonicClock
    /// For what an operator should know.
    public let logger: Logger
    /// Replaces the process by a new one of the same program; returns only if that fails.
    public let restartProcess: @Sendable () -> Void
    /// The devices that the device named as its parts, by name, or why they could not be had.
    public var parts: [String: Result<any Sendable, DeviceFault>] = [:]

    /// What a driver gets.
    public init(
        device: String, stateDirectory: String, clock: any MonotonicClock, logger: Logger,
        restartProcess: @escaping @Sendable () -> Void
    ) {
        self.device = device
        self.stateDirectory = stateDirectory
        self.clock = clock
        self.logger = logger
        self.restartProcess = restartProcess
    }

    /// The device that plays a role for the one that is opened.
    ///
    /// - Throws: why it cannot be had.
    public func part<Device>(_ name: String, as role: Role<Device>) throws(DeviceFault) -> Device {
        guard let outcome = parts[name] else { throw DeviceFault(.missing, "\(name): the board has no such device") }
        do throws(DeviceFault) {
            guard let device = role.player(in: try outcome.get()) else {
                throw DeviceFault(.unsupported, "does not play \(role.name)")
            }
            return device
        } catch {
            throw DeviceFault(error.kind, "\(name): \(error.message)", remedy: error.remedy)
        }
    }
}

/// The drivers of a module. Every driver module has one, named like the module without `Driver`.
public protocol DriverModule {
    /// The module's drivers.
    static var drivers: [any Driver.Type] { get }
    /// What looks for the hardware that they, or later ones, can drive; none unless said otherwise.
    static var probers: [any Prober.Type] { get }
}

extension DriverModule {
    public static var probers: [any Prober.Type] { [] }
}
