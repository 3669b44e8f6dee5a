/// A way to encode sound, under the name that the CGI gives it (section 3.11).
public enum AudioCodec: String, Sendable, Hashable, CaseIterable {
    /// ITU-T G.711 mu-law.
    case mulaw = "G.711"
    /// ITU-T G.711 A-law.
    case alaw = "G.711A"
    /// MPEG-4 AAC of low complexity (ISO/IEC 14496-3).
    case aac = "AAC"
}
