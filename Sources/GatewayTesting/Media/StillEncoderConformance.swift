public import BoardDevices
public import MediaCore

/// What every JPEG encoder must keep; throws ``ConformanceFailure`` with the first broken promise.
public enum StillEncoderConformance {
    /// Runs the whole suite.
    public static func check(_ encoder: any StillEncoder) throws {
        let sizes = [
            PictureSize(width: 320, height: 240), PictureSize(width: 642, height: 362), PictureSize(width: 1920, height: 1080),
        ]
        for layout in [PixelLayout.i420, .nv12] {
            for size in sizes {
                let frame = TestFrames.moving(size, index: 5, layout: layout)
                let fine = try encoder.encode(frame, quality: 90)
                let coarse = try encoder.encode(frame, quality: 20)
                let label = "\(layout) \(size)"
                for file in [fine, coarse] {
                    try promise(file.starts(with: [0xff, 0xd8]), "\(label): must begin with a start of image")
                    try promise(file.suffix(2) == [0xff, 0xd9], "\(label): must end with an end of image")
                    let found = pictureSize(ofJPEG: file)
                    try promise(found == size, "\(label): the file says \(found.map { "\($0)" } ?? "nothing")")
                }
                try promise(coarse.count < fine.count, "\(label): a coarser picture must be smaller")
            }
        }
        let frame = TestFrames.flat(sizes[0], luma: 100)
        for quality in [Int.min, 0, 101, .max] {
            try promise(!(try encoder.encode(frame, quality: quality)).isEmpty, "quality \(quality) must be clamped")
        }
    }

    /// The size that a JPEG file states in its frame header, or nil where it has none.
    public static func pictureSize(ofJPEG file: [UInt8]) -> PictureSize? {
        var place = 2
        while place + 9 < file.count, file[place] == 0xff {
            let marker = file[place + 1]
            if (0xc0...0xc2).contains(marker) {
                return PictureSize(
                    width: Int(file[place + 7]) << 8 | Int(file[place + 8]),
                    height: Int(file[place + 5]) << 8 | Int(file[place + 6]))
            }
            place += 2 + (Int(file[place + 2]) << 8 | Int(file[place + 3]))
        }
        return nil
    }
}
