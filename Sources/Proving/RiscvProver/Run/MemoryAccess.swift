/// One access to a cell of memory for a trace.
public struct MemoryAccess: Equatable, Sendable {
    /// The cell: a word's address divided by four, or the register base plus a register.
    public var cell: UInt64
    /// The value before.
    public var before: UInt32
    /// The value after.
    public var after: UInt32
    /// The time of the access before; zero for the first.
    public var previousTime: UInt32

    /// An access of the given members.
    public init(cell: UInt64, before: UInt32, after: UInt32, previousTime: UInt32) {
        self.cell = cell
        self.before = before
        self.after = after
        self.previousTime = previousTime
    }

    /// The limbs of time - 1 - previous time; wraps when the order is wrong.
    public func gap(at time: UInt32) -> (low: UInt32, high: UInt32) {
        let gap = time &- 1 &- previousTime
        return (gap & 0xffff, gap >> 16)
    }
}
