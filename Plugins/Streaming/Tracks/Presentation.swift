import BoardDevices
import GatewayCore

/// What a client finds behind `/stream1` or `/stream2`: the stream's tracks, numbered from 0.
final class Presentation {
    /// The stream.
    let stream: VideoStream
    /// The tracks; the index is the number in `trackID=`.
    let tracks: [any Track]

    /// The presentation of a stream.
    init(stream: VideoStream, tracks: [any Track]) {
        self.stream = stream
        self.tracks = tracks
    }

    /// Finds out how all tracks are announced.
    ///
    /// - Parameter done: called once, with nil if one of them cannot be described now.
    func describe(_ done: @escaping ([MediaDescription]?) -> Void) {
        collect([], done)
    }

    private func collect(_ found: [MediaDescription], _ done: @escaping ([MediaDescription]?) -> Void) {
        guard found.count < tracks.count else { return done(found) }
        tracks[found.count].describe { description in
            guard let description else { return done(nil) }
            self.collect(found + [description], done)
        }
    }
}
