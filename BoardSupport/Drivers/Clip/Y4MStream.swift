import BoardDevices
import MediaCore

/// A YUV4MPEG2 stream whose header has been read: picture after picture.
struct Y4MStream: ~Copyable {
    /// Why there is no next picture.
    enum End: Error, Equatable, CustomStringConvertible {
        /// The stream ended between two pictures.
        case end
        /// The stream ended within a picture.
        case truncated
        /// Something else stands where a picture should begin.
        case damaged
        /// The delivery was stopped.
        case stopped
        /// The kernel's error number.
        case failed(Int32)

        var description: String {
            switch self {
            case .end: "has ended"
            case .truncated: "ends within a picture"
            case .damaged: "has no FRAME where a picture should begin"
            case .stopped: "was stopped"
            case .failed(let number): "cannot be read (error \(number))"
            }
        }
    }

    /// The first line.
    let header: Y4MHeader
    /// Where the first picture begins.
    let start: Int

    private let file: ClipFile
    private let stop: Int32

    /// Reads the header.
    ///
    /// - Parameter stop: a descriptor whose becoming readable ends any wait.
    init(_ file: consuming ClipFile, stop: Int32) throws {
        let line = try file.line(limit: Y4MHeader.limit, stop: stop)
        header = try Y4MHeader(line)
        start = line.count + 1
        self.file = file
        self.stop = stop
    }

    /// Whether a new writer may come when this one is gone.
    var isReopenable: Bool { file.isReopenable }

    /// Whether a file holds one picture at least.
    var holdsPicture: Bool {
        file.length - start >= 6 + header.size.area * 3 / 2
    }

    /// Goes back to the first picture of a file.
    func rewind() {
        file.seek(to: start)
    }

    /// Reads the next picture straight into a buffer of the pool.
    func next(from pool: FramePool) throws(End) -> FrameBuffer {
        try readFrameLine()
        let buffer = pool.buffer(size: header.size)
        guard let block = buffer.block else { throw .damaged }
        do throws(ClipFile.Shortage) {
            try file.fill(block, stop: stop)
        } catch {
            throw Y4MStream.end(error, isBetweenPictures: false)
        }
        return buffer
    }

    private func readFrameLine() throws(End) {
        var line: [UInt8] = []
        do throws(ClipFile.Shortage) {
            // Nearly always the whole line: one read instead of six.
            var word: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0)
            line = try withUnsafeMutableBytes(of: &word) { block throws(ClipFile.Shortage) in
                try file.fill(block, stop: stop)
                return Array(block)
            }
            if line.last == UInt8(ascii: "\n") {
                line.removeLast()
            } else {
                line += try file.line(limit: Y4MHeader.limit, stop: stop)
            }
        } catch {
            throw Y4MStream.end(error, isBetweenPictures: true)
        }
        try Y4MStream.check(line)
    }

    /// What an error of ``init(_:stop:)`` or ``next(from:)`` says, to follow the path of the clip.
    static func reason(_ error: any Error) -> String {
        switch error {
        case ClipFile.Shortage.end: "ends before its header does"
        case let shortage as ClipFile.Shortage: "\(end(shortage, isBetweenPictures: true))"
        case let fault as DeviceFault: "cannot be opened: \(fault)"
        default: "\(error)"
        }
    }

    private static func check(_ line: [UInt8]) throws(End) {
        guard line.starts(with: "FRAME".utf8), line.count == 5 || line[5] == UInt8(ascii: " ") else { throw .damaged }
    }

    private static func end(_ shortage: ClipFile.Shortage, isBetweenPictures: Bool) -> End {
        switch shortage {
        case .end(after: 0) where isBetweenPictures: .end
        case .end: .truncated
        case .stopped: .stopped
        case .failed(let number): .failed(number)
        }
    }
}
