import BoardDevices
import GatewayCore

/// What head and lens say of themselves.
struct MountStatus: Sendable {
    /// The head's own words.
    let head: HeadReport
    /// The lens', where the board has one that answers.
    let lens: LensReport?
    /// What is under way.
    let activity: Activity

    /// As `/cgi-bin/ptz_position` tells it.
    var element: XMLElement {
        var attributes: [(name: String, value: String)] = [
            ("pan", head.position.map { decimalText($0.pan) } ?? ""),
            ("tilt", head.position.map { decimalText($0.tilt) } ?? ""),
        ]
        for axis in LensAxis.allCases {
            if let place = lens?.position[axis] { attributes.append((axis.rawValue, decimalText(place * 100))) }
        }
        attributes.append(("confidence", head.confidence.rawValue))
        if let lens { attributes.append(("lens_confidence", lens.confidence.rawValue)) }
        let isMoving = head.isMoving || lens?.isMoving ?? false
        attributes += [
            ("moving", isMoving ? "1" : "0"), ("activity", activity.rawValue),
            ("fault", (head.fault ?? lens?.fault)?.message ?? ""),
        ]
        return XMLElement("ptz_position", attributes: attributes)
    }
}
