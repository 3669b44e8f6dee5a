import BoardDevices
import MediaCore

/// The driver `gpio-stepper`: a pan and tilt head whose stepper motors hang on lines of a GPIO chip.
struct GPIOStepperDriver: Driver {
    static let name = "gpio-stepper"
    static let summary = "a pan and tilt head with stepper motors on lines of a GPIO chip"
    static let roles: Set<String> = [Role<any PanTiltHead>.panTilt.name, Role<any PanTiltHead>.headPart.name]

    static func configuration(from section: ConfigSection) -> StepperEntry { StepperEntry(from: section) }

    static func claims(of configuration: StepperEntry) -> [Claim] { configuration.claims }

    static func open(_ configuration: StepperEntry, host: DriverHost) throws(DeviceFault) -> any Sendable {
        // The motors turn in the machine's own time, whatever clock the rest of the gateway follows.
        let head = StepperHead(
            pan: try axis(configuration.pan), tilt: try axis(configuration.tilt), clock: SystemMonotonicClock())
        head.start(name: host.device, logger: host.logger)
        return head
    }

    private static func axis(_ motor: StepperEntry.Motor?) throws(DeviceFault) -> StepperAxis? {
        guard let motor else { return nil }
        var switches: GPIOEndSwitches?
        if let wired = motor.switches { switches = try GPIOEndSwitches(wired.lines, ends: wired.ends) }
        return StepperAxis(motor.settings, lines: try GPIOMotorLines(motor.lines), switches: switches)
    }
}
