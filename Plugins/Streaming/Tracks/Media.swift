import GatewayCore

/// What there is to be streamed, and who takes what clients say.
struct Media: Sendable {
    /// The pictures of both streams.
    let video: any VideoFeeds
    /// The sound beside them, where the product has any.
    let sound: (any SoundFeed)?
    /// The loudspeaker, where the product has one.
    let talkBack: (any TalkBack)?
}
