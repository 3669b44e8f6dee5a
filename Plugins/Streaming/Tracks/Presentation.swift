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

    /// Finds out how the tracks are announced, by their numbers; one that is switched off is left out.
    ///
    /// - Parameter done: called once, with nil if one that leads cannot be described now.
    func describe(_ done: @escaping ([Int: MediaDescription]?) -> Void) {
        collect([:], from: 0, done)
    }

    private func collect(
        _ found: [Int: MediaDescription], from number: Int, _ done: @escaping ([Int: MediaDescription]?) -> Void
    ) {
        guard tracks.indices.contains(number) else { return done(found) }
        let track = tracks[number]
        track.describe { description in
            if description == nil, track.leads { return done(nil) }
            var found = found
            found[number] = description
            self.collect(found, from: number + 1, done)
        }
    }
}
