import BoardDevices

/// Gathers what a device under a conformance check did not keep.
struct Promises {
    /// The broken promises in words, in the order in which they were found.
    private(set) var broken: [String] = []

    /// Notes the promise unless it was kept.
    mutating func hold(_ kept: Bool, _ promise: String) {
        if !kept { broken.append(promise) }
    }

    /// Notes the promise unless the command fails with a fault of the kind.
    mutating func refused(_ kind: DeviceFault.Kind, _ promise: String, _ command: () throws(DeviceFault) -> Void) {
        do throws(DeviceFault) {
            try command()
            broken.append("\(promise): accepted")
        } catch {
            if error.kind != kind { broken.append("\(promise): as \(error.kind.rawValue), not \(kind.rawValue)") }
        }
    }
}
