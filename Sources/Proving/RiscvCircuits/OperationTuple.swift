public import Constraints
public import Riscv

/// The members of a tuple on the operation bus.
public struct OperationTuple<Value> {
    /// `OperationCode`, with the offset in the word for loads and stores of less than a word.
    public var code: Value
    /// The clock of the processor's row.
    public var clock: Value
    /// Register rs1.
    public var first: Value
    /// Register rs2 or the immediate; the loaded word.
    public var second: Value
    /// Value of the destination before: of a register, or of the word in memory for a store.
    public var before: Value
    /// Value of the destination after.
    public var result: Value

    /// The tuple of the given members.
    public init(
        code: Value, clock: Value, first: Value, second: Value, before: Value, result: Value
    ) {
        self.code = code
        self.clock = clock
        self.first = first
        self.second = second
        self.before = before
        self.result = result
    }
}

extension OperationTuple where Value: ConstraintValue {
    /// The tuple of a host call: a0 and a1 as field elements, which no call changes.
    public static func hostCall(_ call: HostCall, clock: Value, a0: Value, a1: Value) -> Self {
        hostCall(number: Value(call.rawValue), clock: clock, a0: a0, a1: a1)
    }

    /// The tuple of a host call whose number is given by a row.
    public static func hostCall(number: Value, clock: Value, a0: Value, a1: Value) -> Self {
        OperationTuple(
            code: Value(OperationCode.host.rawValue), clock: clock, first: number,
            second: a0, before: a1, result: a1)
    }
}
