public import Constraints
import Fields

/// A chip (AIR): columns, constraints and bus interactions.
public protocol Chip {
    /// The columns by name; raw values count from 0.
    associatedtype Column: ChipColumn

    /// Width, public values, and whether a proof may omit the chip.
    static var shape: ChipShape { get }

    /// Describes the constraints and the bus traffic of one row.
    ///
    /// A row of zeros must satisfy all constraints and have no bus traffic, as such rows pad a
    /// trace.
    static func describe<Builder: ConstraintBuilder>(to builder: inout Builder)
}

/// The names of the columns of a chip.
public protocol ChipColumn: RawRepresentable, CaseIterable, Sendable where RawValue == Int {}

extension ConstraintBuilder {
    /// A main column in this row, by name.
    @inline(__always)
    public func this<Column: ChipColumn>(_ column: Column) -> Value { this(column.rawValue) }

    /// A main column in the next row, by name.
    @inline(__always)
    public func next<Column: ChipColumn>(_ column: Column) -> Value { next(column.rawValue) }

    /// A constant power of two, the exponent at most 63.
    public func power(_ exponent: Int) -> Value {
        Value(constant: Goldilocks(reducing: 1 << UInt64(exponent)))
    }

    /// A word from its halves: low + 2^16 * high.
    public func word(_ low: Value, _ high: Value) -> Value { low + high * power(16) }

    /// Requires the value to be in the range, as often as the multiplicity says.
    public mutating func requireRange(_ kind: RangeKind, _ value: Value, multiplicity: Value) {
        send([Value(kind.rawValue), value], on: MachineBus.range, multiplicity: multiplicity)
    }

    /// Reads and writes a cell of memory once, when the multiplicity is 1.
    ///
    /// Receives the tuple of the access before and sends that of this one. The former was earlier:
    /// its time is time - 1 - gap, and the gap has two limbs of 16 bits. The multiplicity must be a
    /// bit; the value after must be a word wherever the one before is.
    public mutating func access(
        cell: Value, before: Value, after: Value, time: Value, gap: (low: Value, high: Value),
        multiplicity: Value
    ) {
        let previous = time - .one - word(gap.low, gap.high)
        receive([cell, before, previous], on: MachineBus.memory, multiplicity: multiplicity)
        send([cell, after, time], on: MachineBus.memory, multiplicity: multiplicity)
        requireRange(.bits16, gap.low, multiplicity: multiplicity)
        requireRange(.bits16, gap.high, multiplicity: multiplicity)
    }

    /// Receives one operation from the processor, when the multiplicity is 1.
    public mutating func receiveOperation(_ operation: OperationTuple<Value>, multiplicity: Value) {
        receive(
            [
                operation.code, operation.clock, operation.first, operation.second,
                operation.before, operation.result,
            ], on: MachineBus.operation, multiplicity: multiplicity)
    }
}
