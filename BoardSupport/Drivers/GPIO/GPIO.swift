public import BoardDevices

/// Lines of GPIO chips, with libgpiod.
public enum GPIO: DriverModule {
    public static let drivers: [any Driver.Type] = [
        GPIOLineDriver.self, GPIOLatchDriver.self, GPIOLightSensorDriver.self, GPIOStepperDriver.self,
    ]
}
