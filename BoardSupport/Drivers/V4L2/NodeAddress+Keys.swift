import BoardDevices

extension NodeAddress {
    /// Reads the keys `device` and `name` of a device entry, of which there must be one.
    init(from section: ConfigSection) {
        let (device, name) = (section.text("device"), section.text("name"))
        switch (device, name) {
        case (let device?, nil):
            if device.utf8.first != UInt8(ascii: "/") {
                section.problem("device", "expected the path of a node such as /dev/video0, found \"\(device)\"")
            }
            self = .path(device)
            return
        case (nil, let name?):
            if name.isEmpty { section.problem("name", "empty; expected a card name, as v4l2-ctl --info shows it") }
            self = .card(name)
            return
        case (nil, nil):
            section.problem("", "expected device (a path such as /dev/video0) or name (a card name)")
        default:
            section.problem("name", "expected either device or name, found both")
        }
        self = .path("")
    }
}
