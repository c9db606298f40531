import Constraints
import Fields

extension ConstraintBuilder {
    /// Requires that a column is 0, 1 or 2 and returns whether it is not 0, of degree 2.
    ///
    /// The column is 0 in padding, so it distinguishes padding and two kinds of rows; values that
    /// depend on the kind are linear in the column.
    mutating func requireChoice(_ name: StaticString, _ column: Value) -> Value {
        // c (c - 1) (c - 2) = 0
        require(name, zero: column * (column - .one) * (column - Value(2)))
        // c (3 - c) / 2
        return column * (Value(3) - column) * Value(constant: Goldilocks.one.halved)
    }

    /// Requires the value to be below 2^15 where a bit is 1, otherwise below 2^16.
    mutating func requireHalf(_ value: Value, isShort: Value, multiplicity: Value) {
        let kind = isShort * Value(RangeKind.bits15.rawValue)
        send([kind, value], on: MachineBus.range, multiplicity: multiplicity)
    }
}
