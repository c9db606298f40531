public import RiscvCircuits

/// One tuple that the processor sent on the operation bus; see `OperationTuple`.
public struct OperationRecord: Equatable, Sendable {
    /// Code of the operation.
    public var code: OperationCode
    /// The two low bits of the address, for loads and stores of less than a word.
    public var offset: UInt32
    /// The clock of the processor's row.
    public var clock: UInt32
    /// Register rs1.
    public var first: UInt32
    /// Register rs2 or the immediate; the loaded word.
    public var second: UInt32
    /// Value of the destination before.
    public var before: UInt32
    /// Value of the destination after.
    public var result: UInt32

    /// An operation of the given members.
    public init(
        code: OperationCode, offset: UInt32 = 0, clock: UInt32, first: UInt32,
        second: UInt32, before: UInt32, result: UInt32
    ) {
        self.code = code
        self.offset = offset
        self.clock = clock
        self.first = first
        self.second = second
        self.before = before
        self.result = result
    }
}
