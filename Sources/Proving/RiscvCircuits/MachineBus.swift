public import Constraints

/// The buses of the machine; the comment has the tuple.
public enum MachineBus {
    /// (pc, flags, source 1, source 2, destination, immediate, operand immediate, code).
    public static let program = Bus(1)
    /// (cell, value, time): the cell is a word's address over four, or `registerBase` and a
    /// register.
    public static let memory = Bus(2)
    /// (code, clock, first, second, before, result): what the processor hands to another chip.
    public static let operation = Bus(3)
    /// (kind, value): the value is below 2^16, 2^15 or 2^14, as `RangeKind` says.
    public static let range = Bus(4)
    /// (x, y, x AND y), x and y bytes.
    public static let bytes = Bus(5)
    /// (x, y), x and y bytes.
    public static let bytePair = Bus(6)
    /// (x, 2^(x mod 32)), x below 2^16.
    public static let power = Bus(7)
    /// (position, word): what the program wrote; the statement receives it.
    public static let output = Bus(8)
    /// (number, members): a row of `ScheduleChip`.
    public static let schedule = Bus(9)
    /// (table, number, x, u): a point of EcGFp5 in a table, x and u five elements each.
    ///
    /// A table of multiples of a key has the clock of its call, which is at least 8, one of the
    /// generator has -1 - window.
    public static let point = Bus(10)

    /// (clock, place, value): 16 bits of a state of Keccak-f, of the call with the clock.
    public static let lane = Bus(11)

    /// The cell of register x0: no address and no run of words from one reaches it.
    public static let registerBase: UInt64 = 1 << 40
}

/// The bound that a lookup on the range bus checks.
public enum RangeKind: UInt32, CaseIterable, Sendable {
    /// Below 2^16.
    case bits16 = 0
    /// Below 2^14: the lower part of a word index.
    case bits14 = 1
    /// Below 2^15: the upper half of a word without its sign.
    case bits15 = 2
}
