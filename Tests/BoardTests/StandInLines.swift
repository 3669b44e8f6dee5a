import BenchLinesDriver
import BoardDevices

@testable import GPIODriver

/// Stands for the kernel's output lines on machines that have none.
enum StandInLine: Driver {
    static let name = GPIOLineDriver.name
    static let summary = GPIOLineDriver.summary
    static let roles = GPIOLineDriver.roles

    static func configuration(from section: ConfigSection) -> LineAddress? { GPIOLineDriver.configuration(from: section) }

    static func claims(of configuration: LineAddress?) -> [Claim] { GPIOLineDriver.claims(of: configuration) }

    static func open(_ configuration: LineAddress?, host: DriverHost) throws(DeviceFault) -> any Sendable { SimulatedLine() }
}

/// Stands for lines that move something by pulses.
enum StandInLatch: Driver {
    static let name = GPIOLatchDriver.name
    static let summary = GPIOLatchDriver.summary
    static let roles = GPIOLatchDriver.roles

    static func configuration(from section: ConfigSection) -> GPIOLatchDriver.Wiring? {
        GPIOLatchDriver.configuration(from: section)
    }

    static func claims(of configuration: GPIOLatchDriver.Wiring?) -> [Claim] { GPIOLatchDriver.claims(of: configuration) }

    static func open(_ configuration: GPIOLatchDriver.Wiring?, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedLine()
    }
}

/// Stands for a light sensor on an input line.
enum StandInLightSensor: Driver {
    static let name = GPIOLightSensorDriver.name
    static let summary = GPIOLightSensorDriver.summary
    static let roles = GPIOLightSensorDriver.roles

    static func configuration(from section: ConfigSection) -> LineAddress? {
        GPIOLightSensorDriver.configuration(from: section)
    }

    static func claims(of configuration: LineAddress?) -> [Claim] { GPIOLightSensorDriver.claims(of: configuration) }

    static func open(_ configuration: LineAddress?, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedLightSensor(light: 80)
    }
}
