import Dispatch
import GPIODriver
import Logging

/// Takes steps without a motor and prints how late they came: `steptiming STEPS_A_SECOND SECONDS`.
@main
struct StepTiming {
    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap(Double.init)
        guard numbers.count == 2, numbers.allSatisfy({ $0 > 0 && $0 <= 20_000 }) else {
            return print("usage: steptiming STEPS_A_SECOND SECONDS")
        }
        let logger = Logger(label: "steptiming") { StreamLogHandler.standardError(label: $0) }
        let rehearsal = StepRehearsal(speed: numbers[0], logger: logger)
        let steps = Int(numbers[0] * numbers[1])
        try rehearsal.begin(min(steps, 180_000))
        let pause = DispatchSemaphore(value: 0)
        while !rehearsal.isDone { _ = pause.wait(timeout: .now() + .milliseconds(50)) }
        print("steps \(rehearsal.lateness(1).steps) calls \(rehearsal.calls)")
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("worst", 1)] {
            print("\(name) \(Double(rehearsal.lateness(share).nanoseconds) / 1_000)")
        }
    }
}
