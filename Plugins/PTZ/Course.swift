import BoardDevices

/// What head and lens are about.
enum Activity: String, Sendable {
    /// Nothing.
    case rest
    /// A client holds a direction.
    case drive
    /// To a place that a client named.
    case move
    /// To the place of a preset.
    case preset
    /// To the mechanism's reference.
    case home
    /// To the next stop of the tour.
    case tour
    /// To where the head waits while nobody wants it.
    case park

    /// Whether no client asked for it just now; it begins only where nothing else is under way.
    var isAutomatic: Bool { self == .tour || self == .park }
}

/// What of head and lens moves.
struct MovingParts: Sendable, Equatable {
    var head = false
    var axes: Set<LensAxis> = []
}

/// One step of what was asked for, on the mount's thread.
typealias Stage = @Sendable (Mount) throws(DeviceFault) -> Void

/// Something that a client, or the tour, wants done.
struct Order: Sendable {
    /// What has to be known of where head and lens are before they move.
    enum Certainty: Sendable {
        /// Nothing: a drive goes on from anywhere.
        case any
        /// Everything; whatever does not know homes first.
        case sought
        /// Everything; whatever does not know refuses.
        case given
    }

    let activity: Activity
    var parts: MovingParts
    /// Whose silence ends it (ruling on `ptz_ctrl`); nil for what ends by itself.
    var user: String?
    var certainty = Certainty.any
    /// Asked on the mount's thread right before it begins.
    var isWanted: @Sendable () -> Bool = { true }
    /// What is done; nothing where it is enough that everything knows where it is.
    let command: Stage?
}

/// What is under way.
struct Course: Sendable {
    var activity = Activity.rest
    var parts = MovingParts()
    /// The turn of the request that it comes from; a later stop ends it.
    var ticket: UInt64 = 0
    /// Whether head and lens look for their references first.
    var isSeeking = false
    /// What follows then.
    var next: Stage?
}

/// How a course ended.
enum Outcome: Sendable, Equatable {
    /// At its place, or at a limit.
    case arrived
    /// By a stop.
    case stopped
    /// Early.
    case failed
}
