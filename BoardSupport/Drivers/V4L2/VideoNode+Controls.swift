import BoardDevices
import CV4L2

extension VideoNode {
    /// The picture adjustments that the camera has.
    var controls: [ImageControl: ControlScale] {
        var scales: [ImageControl: ControlScale] = [:]
        for control in ImageControl.allCases {
            var query = v4l2_queryctrl()
            query.id = control.code
            guard call(camgate_vidioc_queryctrl, &query) == 0, query.flags & camgate_ctrl_unusable == 0,
                query.type == V4L2_CTRL_TYPE_INTEGER.rawValue
            else { continue }
            scales[control] = ControlScale(
                id: query.id, minimum: Int(query.minimum), maximum: Int(query.maximum), step: Int(query.step),
                neutral: Int(query.default_value))
        }
        return scales
    }

    /// Sets a control.
    func set(_ id: UInt32, to value: Int32) throws(DeviceFault) {
        var control = v4l2_control(id: id, value: value)
        try demand(camgate_vidioc_s_ctrl, "control", &control)
    }
}

extension ImageControl {
    /// The control's number in V4L2.
    fileprivate var code: UInt32 {
        switch self {
        case .brightness: camgate_cid_brightness
        case .contrast: camgate_cid_contrast
        case .saturation: camgate_cid_saturation
        case .sharpness: camgate_cid_sharpness
        }
    }
}
