import BoardDevices
import GatewayCore
import Synchronization

/// What the mount can be ordered to do.
extension Mount {
    /// Pans and tilts until something ends it.
    func drive(pan: Int, tilt: Int, speed: Int, for user: String) -> Order {
        Order(activity: .drive, parts: MovingParts(head: true), user: user) { mount throws(DeviceFault) in
            try mount.head.drive(pan: pan, tilt: tilt, speed: speed)
        }
    }

    /// Drives a lens axis until something ends it.
    func drive(_ axis: LensAxis, direction: Int, for user: String) -> Order {
        Order(activity: .drive, parts: MovingParts(axes: [axis]), user: user) { mount throws(DeviceFault) in
            try mount.lens?.drive(axis, direction: direction)
        }
    }

    /// Goes to the place of a preset, pan, tilt and lens together.
    ///
    /// - Parameters:
    ///   - number: what a head that keeps the place itself knows it by.
    ///   - place: the place.
    ///   - speed: of the head.
    ///   - activity: on whose behalf.
    func recall(_ number: Int, _ place: Placement, speed: Int = 10, as activity: Activity = .preset) -> Order {
        let lens = place.lens.filter { axes.contains($0.key) }
        let parts = MovingParts(head: true, axes: Set(lens.keys))
        return Order(activity: activity, parts: parts, certainty: .sought) { mount throws(DeviceFault) in
            if let position = place.head {
                try mount.go(to: position, speed: speed)
            } else if let memory = mount.head.memory {
                try memory.recall(number)
            } else {
                throw DeviceFault(.unsupported, "the head has no presets of its own")
            }
            // A lens that could not find out where it is must not go anywhere.
            if !lens.isEmpty, try mount.lens?.report.confidence != .unknown { try mount.go(to: lens) }
        }
    }

    /// Looks for the references of head and lens, where they have any.
    func homing(_ activity: Activity) -> Order {
        let hasLens = lens != nil && state.withLock { !($0.lensReport?.position.isEmpty ?? true) }
        return Order(activity: activity, parts: MovingParts(head: true, axes: hasLens ? axes : [])) {
            mount throws(DeviceFault) in
            try mount.head.home()
            guard hasLens else { return }
            do throws(DeviceFault) { try mount.lens?.home() } catch {
                guard error.kind == .unsupported else { throw error }
            }
        }
    }

    /// Goes where a client says.
    func travel(_ travel: Travel) -> Order {
        Order(
            activity: .move, parts: MovingParts(head: travel.movesHead, axes: Set(travel.lens.keys)),
            certainty: travel.isRelative ? .given : .sought
        ) { mount throws(DeviceFault) in
            if travel.movesHead {
                guard let now = try mount.head.report.position else {
                    throw DeviceFault(.unsupported, "the head cannot tell where it is")
                }
                try mount.go(to: travel.target(from: now), speed: travel.speed)
            }
            guard !travel.lens.isEmpty, let report = try mount.lens?.report else { return }
            guard report.confidence != .unknown else { throw DeviceFault(.failed, "the lens does not know where it is") }
            try mount.go(to: travel.lensTargets(from: report.position))
        }
    }

    private func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        try head.go(to: state.withLock { $0.limits }.nearest(to: position), speed: speed)
    }

    private func go(to lens: [LensAxis: Double]) throws(DeviceFault) {
        for axis in LensAxis.allCases {
            if let place = lens[axis] { try self.lens?.go(axis, to: place) }
        }
    }
}
