/// Where a clip camera's pictures come from.
protocol Reel: Sendable {
    /// Gives pictures to the delivery until that stops or there are no more. Blocks; called on a thread of its own.
    func run(_ delivery: Delivery)
}
