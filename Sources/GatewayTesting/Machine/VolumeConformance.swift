public import BoardDevices

/// What every card slot promises, simulated or real, whatever it holds. On a card that is ready it writes below `conformance/`.
public struct VolumeConformance: Sendable {
    private let volume: any Volume
    private let read: @Sendable (String) -> [UInt8]?

    /// A check of a card slot.
    ///
    /// - Parameters:
    ///   - volume: the slot.
    ///   - read: the contents of a file by its path on the card, or nil if there is none; not through the volume itself.
    public init(_ volume: any Volume, read: @escaping @Sendable (String) -> [UInt8]?) {
        self.volume = volume
        self.read = read
    }

    /// The promises that the slot breaks, in words.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() throws -> [String] {
        var promises = Promises()
        guard volume.state == .ready else {
            refusesEverything(&promises)
            return promises.broken
        }
        let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for (path, bytes) in [
            ("conformance/a/b/c.jpg", [1, 2, 3]), ("conformance/a/b/c.jpg", [4]), ("conformance/empty", []),
            ("conformance/a/large", large), ("conformance/你 好.jpg", [5]),
        ] {
            try volume.write(path, bytes)
            promises.hold(read(path) == bytes, "\(path) holds what was written last")
        }
        for path in ["conformance/../../out", "../out", "a/../../../out", "conformance/./../../out"] {
            promises.hold(refuses(path), "refuses \(path), which leaves the volume")
        }
        promises.hold(refuses("conformance/a"), "refuses to put a file where a folder is")
        promises.hold(read("conformance/a/b/c.jpg") == [4], "refused files harm no other")
        promises.hold(volume.state == .ready, "is ready after all this")
        return promises.broken
    }

    private func refusesEverything(_ promises: inout Promises) {
        promises.hold(refuses("conformance/x"), "refuses files while it cannot be written")
        promises.hold(read("conformance/x") == nil, "has no file that was refused")
    }

    private func refuses(_ path: String) -> Bool {
        do throws(DeviceFault) {
            try volume.write(path, [1])
            return false
        } catch {
            return true
        }
    }
}
