extension Exercise {
    static let amplifier = line(.amplifier)
    static let irCut = line(.irCut)
    static let irLamp = line(.irLamp)

    /// Reads the light once.
    static let lightSensor = Exercise(.lightSensor) { (sensor: any LightSensor, examination) throws(DeviceFault) in
        let light = try sensor.light()
        guard (0...100).contains(light) else { throw DeviceFault(.failed, "reports \(light) % light", remedy: "0 to 100") }
        examination.note("light \(light) %")
    }

    /// Nothing can be read from an output line; opening it was the trial.
    private static func line(_ role: Role<any DigitalLine>) -> Exercise {
        Exercise(role) { (_: any DigitalLine, examination) in examination.note("opened; left as it is") }
    }
}
