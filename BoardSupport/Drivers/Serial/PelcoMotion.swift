import BoardDevices

/// What all motors of a Pelco device do: each frame says it for all of them.
struct PelcoMotion: Sendable, Hashable {
    /// The fastest pan and tilt; 0x40 would be turbo, which a head leaves only by another command.
    static let topSpeed = 0x3f

    /// -1 left, 0 not, 1 right.
    var pan = 0
    /// -1 down, 0 not, 1 up.
    var tilt = 0
    /// 1 to 10.
    var speed = 1
    /// What each motor of the lens does: 1 is narrow, near or open.
    var lens: [LensAxis: Int] = [:]

    /// The frame's words in a protocol. The two differ in where focus and iris stand.
    func words(in format: PelcoProtocol) -> PelcoWords {
        var words = PelcoWords()
        let (zoom, focus, iris) = (lens[.zoom] ?? 0, lens[.focus] ?? 0, lens[.iris] ?? 0)
        if pan > 0 { words.second |= 0x02 }
        if pan < 0 { words.second |= 0x04 }
        if tilt > 0 { words.second |= 0x08 }
        if tilt < 0 { words.second |= 0x10 }
        if zoom > 0 { words.second |= 0x20 }
        if zoom < 0 { words.second |= 0x40 }
        switch format {
        case .d:
            if focus < 0 { words.second |= 0x80 }
            if focus > 0 { words.first |= 0x01 }
            if iris > 0 { words.first |= 0x02 }
            if iris < 0 { words.first |= 0x04 }
        case .p:
            if focus < 0 { words.first |= 0x01 }
            if focus > 0 { words.first |= 0x02 }
            if iris > 0 { words.first |= 0x04 }
            if iris < 0 { words.first |= 0x08 }
        }
        let pace = speed.speed(of: PelcoMotion.topSpeed)
        if pan != 0 { words.third = pace }
        if tilt != 0 { words.fourth = pace }
        return words
    }
}
