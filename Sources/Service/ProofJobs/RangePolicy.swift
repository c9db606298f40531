/// When a range of blocks is joined and wrapped, while chunks of later blocks are still to be proven.
///
/// A wrap costs about as much as six chunks, however many blocks it is about.
public struct RangePolicy: Equatable, Sendable {
    /// The number of finished chunks that begins a range at once.
    public var chunkCount = 64
    /// The time that a finished chunk waits for later ones, since the range before was wrapped.
    public var waitMilliseconds: UInt64 = 60_000

    /// The defaults.
    public init() {}

    /// Begins a range as soon as a block is ready.
    public static var immediate: RangePolicy {
        var policy = RangePolicy()
        policy.waitMilliseconds = 0
        return policy
    }
}
