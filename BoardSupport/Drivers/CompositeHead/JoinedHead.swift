import BoardDevices

/// Two mechanisms as one head: one turns it, the other tilts it.
///
/// A part that has both axes keeps the one that the head does not use where it is nearest to 0.
struct JoinedHead: PanTiltHead {
    let limits: HeadLimits

    private let pan: any PanTiltHead
    private let tilt: any PanTiltHead

    /// A head whose pan is that of one mechanism and whose tilt is that of another.
    init(pan: any PanTiltHead, tilt: any PanTiltHead) {
        self.pan = pan
        self.tilt = tilt
        limits = HeadLimits(pan: pan.limits.pan, tilt: tilt.limits.tilt)
    }

    var measuresPosition: Bool { pan.measuresPosition && tilt.measuresPosition }

    var memory: (any PresetMemory)? {
        guard let pan = pan.memory, let tilt = tilt.memory else { return nil }
        return JoinedMemory(pan: pan, tilt: tilt)
    }

    var report: HeadReport {
        get throws(DeviceFault) {
            let (pan, tilt) = (try pan.report, try tilt.report)
            var position: HeadPosition?
            if let left = pan.position, let right = tilt.position { position = HeadPosition(pan: left.pan, tilt: right.tilt) }
            let confidences = [pan.confidence, tilt.confidence]
            return HeadReport(
                position: position,
                confidence: confidences.contains(.unknown) ? .unknown : confidences.contains(.known) ? .known : .homed,
                isMoving: pan.isMoving || tilt.isMoving, fault: pan.fault ?? tilt.fault)
        }
    }

    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        for direction in [pan, tilt] where !(-1...1).contains(direction) {
            throw DeviceFault(.outOfRange, "direction \(direction): expected -1, 0 or 1")
        }
        try together { () throws(DeviceFault) in
            try self.pan.drive(pan: pan, tilt: 0, speed: speed)
            try self.tilt.drive(pan: 0, tilt: tilt, speed: speed)
        }
    }

    func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        try together { () throws(DeviceFault) in
            try pan.go(to: own(pan, HeadPosition(pan: position.pan, tilt: 0)), speed: speed)
            try tilt.go(to: own(tilt, HeadPosition(pan: 0, tilt: position.tilt)), speed: speed)
        }
    }

    /// Parts that measure need no reference; a head of two such has none.
    func home() throws(DeviceFault) {
        let seekers = [pan, tilt].filter { !$0.measuresPosition }
        guard !seekers.isEmpty else {
            throw DeviceFault(.unsupported, "both parts of the head measure and have nothing to look for")
        }
        try together { () throws(DeviceFault) in
            for part in seekers { try part.home() }
        }
    }

    func trust(_ position: HeadPosition) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        try pan.trust(HeadPosition(pan: position.pan, tilt: pan.limits.nearest(to: HeadPosition(pan: 0, tilt: 0)).tilt))
        try tilt.trust(HeadPosition(pan: tilt.limits.nearest(to: HeadPosition(pan: 0, tilt: 0)).pan, tilt: position.tilt))
    }

    func confine(to limits: HeadLimits) throws(DeviceFault) {
        try pan.confine(to: HeadLimits(pan: limits.pan, tilt: pan.limits.tilt))
        try tilt.confine(to: HeadLimits(pan: tilt.limits.pan, tilt: limits.tilt))
    }

    /// Stops both parts, also where one of them fails.
    func stop() throws(DeviceFault) {
        var fault: DeviceFault?
        for part in [pan, tilt] {
            do throws(DeviceFault) {
                try part.stop()
            } catch {
                fault = fault ?? error
            }
        }
        if let fault { throw fault }
    }

    private func own(_ part: any PanTiltHead, _ position: HeadPosition) -> HeadPosition {
        part.limits.nearest(to: position)
    }

    /// A command that one part refuses must not leave the other moving.
    private func together(_ command: () throws(DeviceFault) -> Void) throws(DeviceFault) {
        do throws(DeviceFault) {
            try command()
        } catch {
            try? stop()
            throw error
        }
    }
}

/// The presets of two mechanisms as those of one head.
private struct JoinedMemory: PresetMemory {
    let pan: any PresetMemory
    let tilt: any PresetMemory

    func store(_ number: Int) throws(DeviceFault) {
        try pan.store(number)
        try tilt.store(number)
    }

    func recall(_ number: Int) throws(DeviceFault) {
        try pan.recall(number)
        try tilt.recall(number)
    }

    func clear(_ number: Int) throws(DeviceFault) {
        try pan.clear(number)
        try tilt.clear(number)
    }
}
