/// What the cells of a picture look like when nothing moves; it follows slow changes, and takes in what has come to rest.
struct Background: Sendable {
    /// What a comparison found.
    enum Finding: Sendable, Equatable {
        /// The picture was taken as it is.
        case learnt
        /// Nearly everything changed at once: light, not motion. The picture was taken as it is.
        case light
        /// Which cells differ.
        case changed([Bool])
    }

    /// If so large a part of the cells changes at once, it is the light.
    private static let lightShare = Float(0.8)
    /// Something that has not changed for so many pictures belongs to the background (3 s at five a second).
    private static let rest = 15
    private static let adaption = Float(0.05)

    private var levels: [Float] = []
    private var last: [Float] = []
    private var still: [Int] = []

    /// Learns anew from the next picture.
    mutating func forget() {
        levels = []
    }

    /// Compares a picture with the background, and lets the background follow.
    ///
    /// - Parameters:
    ///   - means: the brightness of the cells.
    ///   - level: how much a cell must differ to count.
    ///   - isLearning: whether to take the picture as it is.
    mutating func compare(_ means: [Float], level: Float, isLearning: Bool) -> Finding {
        guard !isLearning, levels.count == means.count else {
            learn(means)
            return .learnt
        }
        let differences = zip(means, levels).map { $0 - $1 }
        if Float(differences.count { abs($0) > level }) >= Float(means.count) * Background.lightShare {
            learn(means)
            return .light
        }
        // Exposure lifts or lowers the whole picture a little; what most cells do is no motion.
        let offset = differences.sorted()[differences.count / 2]
        let changed = differences.map { abs($0 - offset) > level }
        follow(means, changed, level)
        return .changed(changed)
    }

    private mutating func learn(_ means: [Float]) {
        levels = means
        last = means
        still = means.map { _ in 0 }
    }

    private mutating func follow(_ means: [Float], _ changed: [Bool], _ level: Float) {
        for cell in means.indices {
            still[cell] = abs(means[cell] - last[cell]) <= level / 2 ? still[cell] + 1 : 0
            if !changed[cell] {
                levels[cell] += (means[cell] - levels[cell]) * Background.adaption
            } else if still[cell] >= Background.rest {
                levels[cell] = means[cell]
            }
        }
        last = means
    }
}
