import MediaCore

/// Finds motion in a sequence of pictures by the brightness of their cells. A value without threads or clocks: time is the
/// capture time of the pictures.
struct MotionDetector: Sendable {
    /// What became of the alarm.
    enum Change: Sendable, Equatable {
        /// Motion began; so many percent of the selected blocks changed.
        case started(percent: Int)
        /// Nothing has moved for a while.
        case ended
    }

    /// The alarm ends so long after the last change.
    static let calm = Duration.seconds(2)
    /// Pictures that come sooner after the last are passed over: about five a second are looked at.
    static let pace = Duration.milliseconds(190)

    private static let longestGap = Duration.seconds(2)
    /// After a change of light the camera's exposure may still be settling.
    private static let settling = Duration.milliseconds(600)
    /// Below this mean brightness it is dark, above the upper one it is light again.
    private static let dark = Float(50)...Float(60)

    /// Whether motion goes on.
    private(set) var isAlarmed = false

    private var cells = Cells(of: .factory)
    private var size = PictureSize(width: 0, height: 0)
    private var background = Background()
    private var isDark = false
    private var lastLook: MonotonicInstant?
    private var lastChange: MonotonicInstant?
    private var settled: MonotonicInstant?

    /// Looks at the next picture.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - settings: what counts as motion.
    ///   - isBlind: whether the picture tells nothing because the camera itself moves.
    /// - Returns: what became of the alarm, if anything did.
    mutating func look(at frame: Frame, _ settings: MotionSettings, isBlind: Bool = false) -> Change? {
        let now = frame.captured
        if let lastLook, now >= lastLook, now - lastLook < MotionDetector.pace { return nil }
        let isContinuous = lastLook.map { now >= $0 && now - $0 <= MotionDetector.longestGap } ?? false
        lastLook = now
        let wanted = Cells(of: settings.blockcount)
        if isBlind || !isContinuous || wanted != cells || frame.size != size { background.forget() }
        cells = wanted
        size = frame.size
        if !isBlind, let percent = percent(of: frame, settings) {
            let threshold = isDark && settings.enableNighttime ? settings.nightAlarmthreshold : settings.alarmthreshold
            // An alarm goes on with half of what it takes to raise it.
            if percent > 0, percent >= Float(threshold) / (isAlarmed ? 2 : 1) {
                lastChange = now
                if !isAlarmed {
                    isAlarmed = true
                    return .started(percent: Int(percent))
                }
            }
        }
        return expire(now)
    }

    /// Forgets everything; ends an alarm.
    mutating func reset() -> Change? {
        defer { self = MotionDetector() }
        return isAlarmed ? .ended : nil
    }

    private mutating func expire(_ now: MonotonicInstant) -> Change? {
        guard isAlarmed, let lastChange, now < lastChange || now - lastChange >= MotionDetector.calm else { return nil }
        isAlarmed = false
        return .ended
    }

    /// How many percent of the selected blocks changed, or nil while the picture is being learnt.
    private mutating func percent(of frame: Frame, _ settings: MotionSettings) -> Float? {
        guard let means = frame.withPlanes({ planes in planes.first.map(cells.means) }), !means.isEmpty else { return nil }
        let mean = means.reduce(0, +) / Float(means.count)
        isDark = mean < (isDark ? MotionDetector.dark.upperBound : MotionDetector.dark.lowerBound)
        let sensitivity = isDark && settings.enableNighttime ? settings.nightSensitivity : settings.sensitivity
        let isSettling = settled.map { frame.captured < $0 } ?? false
        switch background.compare(means, level: MotionDetector.level(for: sensitivity), isLearning: isSettling) {
        case .learnt:
            return nil
        case .light:
            settled = frame.captured + MotionDetector.settling
            return nil
        case .changed(let changed):
            return share(of: changed, settings.area)
        }
    }

    private func share(of changed: [Bool], _ area: BlockArea) -> Float {
        var blocks = area.selected.map { _ in false }
        for (cell, isChanged) in changed.enumerated() where isChanged {
            let block = cells.block(of: cell)
            if blocks.indices.contains(block), area.selected[block] { blocks[block] = true }
        }
        let selected = area.selected.count { $0 }
        return selected == 0 ? 0 : Float(blocks.count { $0 }) * 100 / Float(selected)
    }

    /// How much the brightness of a cell (0 to 255) must differ to count: 42 levels at sensitivity 1, 2 at 100.
    private static func level(for sensitivity: Int) -> Float {
        2 + Float(100 - sensitivity) * 0.4
    }
}
