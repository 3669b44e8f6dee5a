import BoardDevices
import MediaCore

extension CaptureMode {
    /// The sizes of some offers with the highest rate at each, largest first; of a range of sizes, its largest and the usual ones.
    ///
    /// - Parameter rates: the rates of an offer at a size, as the camera tells them.
    static func modes(of offers: [CaptureOffer], rates: (CaptureOffer, PictureSize) -> [FrameRate]) -> [CaptureMode] {
        var fastest: [PictureSize: Int] = [:]
        for offer in offers {
            for size in sizes(of: offer) {
                let known = (size == offer.largest ? offer.rates : rates(offer, size)).map(\.perSecond).max()
                // A camera that does not tell is taken to be an ordinary one.
                let rate = known.map { Int(min(240, max(1, $0))) } ?? 25
                fastest[size] = max(rate, fastest[size] ?? 0)
            }
        }
        return fastest.map { CaptureMode(size: $0.key, rate: $0.value) }.sorted {
            ($0.size.area, $0.size.width) > ($1.size.area, $1.size.width)
        }
    }

    private static func sizes(of offer: CaptureOffer) -> [PictureSize] {
        switch offer.sizes {
        case .only(let size): return [size]
        case .between(let smallest, let largest, _):
            let usual = ["1080P", "720P", "VGA", "QVGA"].compactMap(Resolution.size(named:))
            return [largest]
                + usual.filter { size in
                    size != largest && size == offer.size(for: size) && size.width >= smallest.width
                        && size.height >= smallest.height
                }
        }
    }
}
