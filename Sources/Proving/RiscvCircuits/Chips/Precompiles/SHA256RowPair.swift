import Constraints

/// The words of a row of rounds and of the next.
///
/// Rounds are counted from the first of this row, so 4 to 7 are those of the next.
struct SHA256RowPair<Value: ConstraintValue> {
    typealias Column = SHA256RoundChip.Column

    let a: [SHA256Word<Value>]
    let e: [SHA256Word<Value>]
    let w: [SHA256Word<Value>]

    init<Builder: ConstraintBuilder>(_ builder: Builder) where Builder.Value == Value {
        func words(_ column: (Int, Int) -> Column) -> [SHA256Word<Value>] {
            (0..<8).map { round in
                SHA256Word(
                    bits: (0..<32).map { bit in
                        round < 4
                            ? builder.this(column(round, bit))
                            : builder.next(column(round - 4, bit))
                    })
            }
        }
        a = words { Column.a($0, bit: $1) }
        e = words { Column.e($0, bit: $1) }
        w = words { Column.w($0, bit: $1) }
    }
}
