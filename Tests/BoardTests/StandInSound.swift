import ALSADriver
import BenchAudioDriver
import BoardDevices

/// Stands for the kernel's sound cards on machines that have none.
enum StandInMicrophone: Driver {
    static let name = ALSACaptureEntry.name
    static let summary = ALSACaptureEntry.summary
    static let roles = ALSACaptureEntry.roles

    static func configuration(from section: ConfigSection) -> ALSACaptureEntry.Configuration {
        ALSACaptureEntry.configuration(from: section)
    }

    static func claims(of configuration: ALSACaptureEntry.Configuration) -> [Claim] {
        ALSACaptureEntry.claims(of: configuration)
    }

    static func open(
        _ configuration: ALSACaptureEntry.Configuration, host: DriverHost
    ) throws(DeviceFault) -> any Sendable {
        SimulatedMicrophone(sampleRates: configuration.sampleRates)
    }
}

/// Stands for a card's output.
enum StandInSpeaker: Driver {
    static let name = ALSAPlaybackEntry.name
    static let summary = ALSAPlaybackEntry.summary
    static let roles = ALSAPlaybackEntry.roles

    static func configuration(from section: ConfigSection) -> ALSAPlaybackEntry.Configuration {
        ALSAPlaybackEntry.configuration(from: section)
    }

    static func claims(of configuration: ALSAPlaybackEntry.Configuration) -> [Claim] {
        ALSAPlaybackEntry.claims(of: configuration)
    }

    static func open(
        _ configuration: ALSAPlaybackEntry.Configuration, host: DriverHost
    ) throws(DeviceFault) -> any Sendable {
        SimulatedSpeaker()
    }
}
