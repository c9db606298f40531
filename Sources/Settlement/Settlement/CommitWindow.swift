/// How long a chain protects the first of its stored blocks that is not executed: until its revert
/// deadline nobody takes it back, until half of that nobody refunds what it takes from the queue.
public struct CommitWindow: Equatable, Sendable {
    /// When the block was stored, in seconds since 1970.
    public let committedAt: UInt64
    /// After how many seconds it may be taken back.
    public let revertDeadline: UInt64
    /// The time of the chain's highest block.
    public let now: UInt64

    /// A window from the contract's answers.
    public init(committedAt: UInt64, revertDeadline: UInt64, now: UInt64) {
        self.committedAt = committedAt
        self.revertDeadline = revertDeadline
        self.now = now
    }

    /// Whether a signature given now for another chain leaves at least a quarter of the deadline to
    /// bring it to this one as well.
    public var isFresh: Bool { now - min(now, committedAt) <= revertDeadline / 4 }
}
