import BenchHeadDriver
import BoardDevices

@testable import GPIODriver
@testable import SerialDriver

/// Stands for a head with stepper motors on machines that have no such lines.
enum StandInStepper: Driver {
    static let name = GPIOStepperDriver.name
    static let summary = GPIOStepperDriver.summary
    static let roles = GPIOStepperDriver.roles

    static func configuration(from section: ConfigSection) -> StepperEntry { GPIOStepperDriver.configuration(from: section) }

    static func claims(of configuration: StepperEntry) -> [Claim] { GPIOStepperDriver.claims(of: configuration) }

    static func open(_ configuration: StepperEntry, host: DriverHost) throws(DeviceFault) -> any Sendable {
        let limits = HeadLimits(
            pan: configuration.pan?.settings.limits ?? 0...0, tilt: configuration.tilt?.settings.limits ?? 0...0)
        return SimulatedHead(limits: limits, clock: host.clock)
    }
}

/// Stands for a head and lens at the end of a serial line.
enum StandInPelcoHead: Driver {
    static let name = PelcoDDriver.name
    static let summary = PelcoDDriver.summary
    static let roles = PelcoDDriver.roles

    static func configuration(from section: ConfigSection) -> PelcoEntry { PelcoDDriver.configuration(from: section) }

    static func claims(of configuration: PelcoEntry) -> [Claim] { PelcoDDriver.claims(of: configuration) }

    static func open(_ configuration: PelcoEntry, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SerialDevice(
            head: SimulatedHead(limits: configuration.limits, clock: host.clock),
            lens: SimulatedLens(axes: configuration.axes, clock: host.clock))
    }
}
