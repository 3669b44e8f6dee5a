public import GatewayCore

extension Audio {
    public var interfaces: [Interface] { [encoder, capabilityList, player] }

    /// Tells and sets the audio encoder (CGI section 3.12).
    private var encoder: Interface {
        Interface(
            "/cgi-bin/audioencoder", section: "3.12", summary: "audio encoding, volumes and amplifier",
            parameters: { self.settings.parameters }, isChange: { !$0.meaningfulNames.isEmpty },
            answer: .either(
                query: { _ in self.reply },
                change: { request throws(Fault) in
                    try self.refuseAbsent(request.query)
                    try await self.settings.change(
                        request.query,
                        apply: { old, new throws(Fault) in
                            try await self.devices.reach(self.effective(new), former: self.effective(old))
                        })
                    return self.reply
                }))
    }

    /// Lists what the encoder may be set to (CGI section 3.11).
    private var capabilityList: Interface {
        .query(
            "/cgi-bin/audioencoder/getcapabilities", section: "3.11", summary: "what the audio encoder may be set to"
        ) { _ in
            let types = distinct(self.encodings.map(\.encodeType)).map { type in
                let formats = self.encodings.filter { $0.encodeType.hasSameBytes(as: type) }
                let rates = distinct(formats.map(\.sampleRate)).map { rate in
                    XMLElement(
                        "samplerate", attributes: [("name", "\(rate)")],
                        children: formats.filter { $0.sampleRate == rate }.map { XMLElement("bitrate", text: "\($0.bitrate)") })
                }
                return XMLElement("encode_type", attributes: [("name", type)], children: rates)
            }
            return Reply(XMLElement("audio_capabilities", children: types))
        }
    }

    private var reply: Reply { Reply(settings.element("audioencoder")) }

    /// Refuses parameters of devices that the board does not have (ruling 1.9), before any value is looked at.
    private func refuseAbsent(_ query: Query) throws(Fault) {
        if encodings.isEmpty, ["enable", "encode_type", "samplerate", "bitrate"].contains(where: query.has) {
            throw .notSupported
        }
        if devices.microphone == nil, query.has("input_volume") { throw .notSupported }
        if devices.speaker == nil, query.has("output_volume") { throw .notSupported }
        if devices.amplifier == nil, query.has("amplify") { throw .notSupported }
    }
}
