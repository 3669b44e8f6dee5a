public import GatewayCore
import BoardDevices

extension PTZ {
    public var interfaces: [Interface] {
        [control, position, travel(isRelative: false), travel(isRelative: true), home, limitsInterface, presetsInterface]
            + settings
    }

    private var control: Interface {
        var control = Interface.action(
            "/cgi-bin/ptz_ctrl", section: "3.15", summary: "moves head and lens, one action a request",
            parameters: PTZAction.parameters(axes: mount.axes)
        ) { [self] request throws(Fault) in
            try await perform(PTZAction(request.query, axes: mount.axes), for: request.caller?.user ?? "")
            return Reply("ptz_ctrl", "true")
        }
        control.unlisted = LensAxis.allCases.filter { !mount.axes.contains($0) }.map(\.rawValue)
        return control
    }

    private var position: Interface {
        Interface(
            "/cgi-bin/ptz_position", section: "-", summary: "where head and lens are, and how far that can be believed",
            isChange: { _ in false },
            answer: .later { [mount] _ throws(Fault) in Reply(try await mount.status().element) })
    }

    private func travel(isRelative: Bool) -> Interface {
        let name = isRelative ? "ptz_relative" : "ptz_absolute"
        let form: @Sendable () -> Travel.Form = { [mount, limits] in
            let mechanism = mount.head.limits
            return Travel.Form(
                isRelative: isRelative, limits: limits.current.within(mechanism) ?? mechanism, axes: mount.axes)
        }
        var interface = Interface(
            "/cgi-bin/\(name)", section: "-",
            summary: isRelative ? "moves head and lens by a way from where they are" : "moves head and lens to a place",
            parameters: { form().parameters }, isChange: { _ in true },
            answer: .later { [self] request throws(Fault) in
                let wish = try Travel(request.query, form())
                try await operate(mount.travel(wish))
                return Reply(name, "true")
            })
        interface.unlisted = LensAxis.allCases.filter { !mount.axes.contains($0) }.map(\.rawValue)
        if isRelative { interface.faults = ["position unknown"] }
        return interface
    }

    private var home: Interface {
        .action("/cgi-bin/ptz_home", section: "-", summary: "looks for the references of head and lens") {
            [self] _ throws(Fault) in
            try await operate(mount.homing(.home))
            return Reply("ptz_home", "true")
        }
    }

    private var limitsInterface: Interface {
        var interface = Interface(
            "/cgi-bin/ptz_limits", section: "-", summary: "how far the head may go, in degrees; set by driving there",
            parameters: { [LimitChange.set.description, LimitChange.clear.description] },
            isChange: { !$0.meaningfulNames.isEmpty },
            answer: .either(
                query: { [self] _ throws(Fault) in Reply(limitsElement) },
                change: { [self] request throws(Fault) in
                    try await change(LimitChange(request.query))
                    return Reply(limitsElement)
                }))
        interface.faults = ["set error", "position unknown"]
        return interface
    }

    private var limitsElement: XMLElement {
        let mechanism = mount.head.limits
        let limits = limits.current.within(mechanism) ?? mechanism
        let sides = [
            ("left", limits.pan.lowerBound), ("right", limits.pan.upperBound), ("down", limits.tilt.lowerBound),
            ("up", limits.tilt.upperBound),
        ]
        return XMLElement("ptz_limits", attributes: sides.map { ($0.0, decimalText($0.1)) })
    }

    private var presetsInterface: Interface {
        let number = Parameter<Int>.number("number", Presets.numbers, "a preset that exists")
        let name = Parameter<String>.text("name", "0 to 64 bytes of UTF-8", "what people call it; empty for nothing") {
            isPresetName($0)
        }
        return Interface(
            "/cgi-bin/ptz_presets", section: "-", summary: "the presets and their names",
            parameters: { [number.description, name.description] }, isChange: { !$0.meaningfulNames.isEmpty },
            answer: .either(
                query: { [self] _ throws(Fault) in Reply(presetsElement) },
                change: { [self] request throws(Fault) in
                    let preset = try number.required(in: request.query)
                    try await presets.name(preset, name.required(in: request.query))
                    return Reply(presetsElement)
                }))
    }

    private var presetsElement: XMLElement {
        XMLElement(
            "ptz_presets",
            children: presets.all.map { number, preset in
                var attributes = [("number", "\(number)"), ("name", preset.name)]
                attributes.append(("pan", preset.place.head.map { decimalText($0.pan) } ?? ""))
                attributes.append(("tilt", preset.place.head.map { decimalText($0.tilt) } ?? ""))
                for axis in LensAxis.allCases {
                    if let place = preset.place.lens[axis] { attributes.append((axis.rawValue, decimalText(place * 100))) }
                }
                return XMLElement("preset", attributes: attributes)
            })
    }

    private var settings: [Interface] {
        [
            .settings(
                "/cgi-bin/ptz_tour", section: "-", summary: "presets that the head visits in turn", group: tour,
                reply: { [self] in
                    var element = tour.element("ptz_tour")
                    element.attributes.append(("state", patrol.phase.rawValue))
                    return Reply(element)
                }, apply: { [patrol] _, new in patrol.adopt(new) }),
            .settings(
                "/cgi-bin/ptz_park", section: "-", summary: "where the head waits while nobody wants it", group: park,
                reply: { [park] in Reply(park.element("ptz_park")) }, apply: { [patrol] _, new in patrol.adopt(new) }),
        ]
    }
}

/// Whether a text may name a preset, as a title may stand in the picture (ruling on `osd`).
private func isPresetName(_ text: String) -> Bool {
    text.utf8.count <= 64
        && text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value & 0xFFFE != 0xFFFE
        }
}
