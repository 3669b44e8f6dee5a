import BoardDevices
public import GatewayCore
import Logging
public import MediaCore
import Synchronization

/// The module of clock, time zone and where the time comes from (CGI section 3.8).
public final class Time: Plugin, LocalTime, PeerClock {
    public static let name = "Time"
    public static let summary = "clock, time zone, NTP"

    private let clock: any SystemClock
    private let group: SettingsGroup<TimeSettings>
    private let logger: Logger
    private let lastStep = Mutex<Int64>(0)

    public init(_ context: PluginContext) throws {
        clock = try context.board.device(.clock)
        logger = context.logger
        group = SettingsGroup("time", defaults: TimeSettings(), fields: TimeSettings.fields, context: context)
        context.contracts.offer((any LocalTime).self, self)
        context.contracts.offer((any PeerClock).self, self)
    }

    public var interfaces: [Interface] {
        [
            .settings(
                "/cgi-bin/time", section: "3.8", summary: Time.summary, group: group,
                reply: { [self] in reply },
                prepare: { query, settings in settings.begin(query) },
                apply: { [self] old, new throws(Fault) in try put(new, replacing: old) })
        ]
    }

    public func start() async throws {
        try clock.setSynchronisation(group.current.synchronisation)
    }

    public var now: CivilTime {
        let offset = TimeZones.offset(of: group.current.timezone)
        return CivilTime(secondsSince1970: floorDivide(clock.millisecondsSince1970, by: 1_000) + offset)
    }

    public func peerTime(_ timestamp: String) {
        guard group.current.method == .peer, (1...15).contains(timestamp.utf8.count),
            timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let milliseconds = Int64(timestamp),
            Time.settable.contains(milliseconds), abs(milliseconds - clock.millisecondsSince1970) > 2_000
        else { return }
        do throws(DeviceFault) {
            try clock.set(millisecondsSince1970: milliseconds)
            logger.info("clock follows a client", metadata: ["now": "\(now.iso)"])
        } catch {
            logger.warning("clock cannot be set", metadata: ["problem": "\(error)"])
        }
    }

    /// From 1970 to the end of 2099, as MANUAL takes it.
    private static let settable: Range<Int64> = 0..<(CivilTime(year: 2100, month: 1, day: 1).secondsSince1970 * 1_000)

    private var reply: Reply {
        var element = group.element("time")
        element.attributes.append(("current_time", now.iso))
        return Reply(element)
    }

    private func put(_ new: TimeSettings, replacing old: TimeSettings) throws(Fault) {
        do throws(DeviceFault) {
            try clock.setSynchronisation(new.synchronisation)
            if let date = new.date {
                let time = (date.secondsSince1970 - TimeZones.offset(of: new.timezone)) * 1_000
                let step = time &- clock.millisecondsSince1970
                try clock.set(millisecondsSince1970: time)
                lastStep.withLock { $0 = step }
            } else if old.date != nil {
                // Only a change that could not be stored is taken back to settings without a date.
                try clock.set(millisecondsSince1970: clock.millisecondsSince1970 &- lastStep.withLock { $0 })
            }
        } catch {
            throw .device(error)
        }
    }

    private func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}
