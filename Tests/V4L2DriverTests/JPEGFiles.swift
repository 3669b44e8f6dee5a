/// Small JPEG files of one colour, as ffmpeg's mjpeg encoder makes them: 16 x 16, Y 88, Cb 186, Cr 88, full range.
enum JPEGFiles {
    static let sampled420 = bytes(
        """
        /9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgEBAQEBAUFBQUFBQYGBgYGBgYGBgYGBgYHBwcICAgHBwcGBgcHCA
        gICAkJCQgICAgJCQoKCgwMCwsODg4RERT/xABLAAEBAAAAAAAAAAAAAAAAAAAABgEBAAAAAAAAAAAAAAAAAAAABhABAAAAAAAAAAAAAAAAAAAA
        ABEBAAAAAAAAAAAAAAAAAAAAAP/AABEIABAAEAMBIgACEQADEQD/2gAMAwEAAhEDEQA/AJcA6F3/2Q==
        """)

    static let sampled422 = bytes(
        """
        /9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgEBAQEBAUFBQUFBQYGBgYGBgYGBgYGBgYHBwcICAgHBwcGBgcHCA
        gICAkJCQgICAgJCQoKCgwMCwsODg4RERT/xABMAAEBAAAAAAAAAAAAAAAAAAAABgEBAQAAAAAAAAAAAAAAAAAAAAYQAQAAAAAAAAAAAAAAAAAA
        AAARAQAAAAAAAAAAAAAAAAAAAAD/wAARCAAQABADASIAAhIAAxIA/9oADAMBAAIRAxEAPwCXAXQlx//Z
        """)

    static let sampled444 = bytes(
        """
        /9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgEBAQEBAUFBQUFBQYGBgYGBgYGBgYGBgYHBwcICAgHBwcGBgcHCA
        gICAkJCQgICAgJCQoKCgwMCwsODg4RERT/xABMAAEBAAAAAAAAAAAAAAAAAAAABgEBAQAAAAAAAAAAAAAAAAAAAAYQAQAAAAAAAAAAAAAAAAAA
        AAARAQAAAAAAAAAAAAAAAAAAAAD/wAARCAAQABADARIAAhIAAxIA/9oADAMBAAIRAxEAPwCXF0JcAAf/2Q==
        """)

    private static func bytes(_ base64: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes: [UInt8] = []
        var (gathered, bits) = (0, 0)
        for letter in base64.utf8 {
            guard let value = alphabet.firstIndex(of: letter) else { continue }
            gathered = (gathered << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: gathered >> bits))
            }
        }
        return bytes
    }
}
