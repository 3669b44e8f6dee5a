import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// Where letters come from: the board's text renderer, or, where there is none or it fails, the built-in dot matrix.
final class Letters: Sendable {
    private struct Trouble {
        let fault: DeviceFault
        let since: MonotonicInstant
    }

    private let renderer: (any TextRenderer)?
    private let trouble = Mutex<Trouble?>(nil)
    private let clock: any MonotonicClock
    private let logger: Logger

    /// Fonts may be installed meanwhile; looking for them a second time each second would cost more than all the drawing.
    private static let patience = Duration.seconds(60)

    convenience init(_ context: PluginContext) {
        do throws(MissingRole) {
            self.init(
                try context.board.device(.textRenderer), absence: nil, clock: context.clock, logger: context.logger)
        } catch {
            self.init(nil, absence: "\(error)", clock: context.clock, logger: context.logger)
        }
    }

    /// - Parameters:
    ///   - renderer: the board's, if it has one.
    ///   - absence: why it has none.
    init(_ renderer: (any TextRenderer)?, absence: String?, clock: any MonotonicClock, logger: Logger) {
        self.renderer = renderer
        self.clock = clock
        self.logger = logger
        if let absence { logger.notice("titles are drawn in ASCII letters only", metadata: ["reason": "\(absence)"]) }
    }

    /// The pixels of a line.
    func draw(_ line: String, height: Int) -> TextImage {
        guard let renderer, isUsable else { return MatrixLetters.draw(line, height: height) }
        do throws(DeviceFault) {
            let image = try renderer.draw(line, height: height)
            trouble.withLock { $0 = nil }
            return image
        } catch {
            let isNew = trouble.withLock { trouble in
                defer { trouble = Trouble(fault: error, since: clock.now) }
                return trouble?.fault != error
            }
            if isNew { logger.warning("titles are drawn in ASCII letters only", metadata: ["reason": "\(error)"]) }
            return MatrixLetters.draw(line, height: height)
        }
    }

    private var isUsable: Bool {
        trouble.withLock { $0.map { clock.now - $0.since >= Letters.patience } ?? true }
    }
}
