import RiscvCircuits

/// One completed instruction with the values of the processor's row.
public struct Cycle: Equatable, Sendable {
    /// The address of the instruction.
    public var pc: UInt32
    /// The time of its first access.
    public var clock: UInt32
    /// The value of rs1.
    public var first: UInt32
    /// The value of rs2, or the loaded word.
    public var second: UInt32
    /// Value before the third access, of the register rd or the stored word.
    public var before: UInt32
    /// Value after the third access; the result also where x0 discards it.
    public var result: UInt32
    /// The times of the accesses before, in the order of the three accesses of this row.
    public var previousTimes: (first: UInt32, second: UInt32, third: UInt32)

    /// A cycle of the given members.
    public init(
        pc: UInt32, clock: UInt32, first: UInt32, second: UInt32, before: UInt32,
        result: UInt32, previousTimes: (first: UInt32, second: UInt32, third: UInt32)
    ) {
        self.pc = pc
        self.clock = clock
        self.first = first
        self.second = second
        self.before = before
        self.result = result
        self.previousTimes = previousTimes
    }

    /// Whether all members are equal.
    public static func == (left: Cycle, right: Cycle) -> Bool {
        left.pc == right.pc && left.clock == right.clock && left.first == right.first
            && left.second == right.second && left.before == right.before
            && left.result == right.result && left.previousTimes == right.previousTimes
    }
}
