/// The protection of the first committed block that is not executed.
///
/// Until the revert deadline nobody can revert it; until half of that, nobody can refund its queue
/// entries.
public struct CommitWindow: Equatable, Sendable {
    /// The block's commit time in seconds since 1970.
    public let committedAt: UInt64
    /// Seconds from the commit after which the block may be reverted.
    public let revertDeadline: UInt64
    /// The time of the chain's highest block in seconds since 1970.
    public let now: UInt64

    public init(committedAt: UInt64, revertDeadline: UInt64, now: UInt64) {
        self.committedAt = committedAt
        self.revertDeadline = revertDeadline
        self.now = now
    }

    /// Whether at most a quarter of the deadline has passed.
    ///
    /// A signature given now for another chain then leaves at least another quarter, before exodus
    /// is possible, to bring it to this chain as well.
    public var allowsFirstSignature: Bool { now - min(now, committedAt) <= revertDeadline / 4 }
}
