import Constraints

/// Expressions that several constraints of a row of `EcGFp5Chip` share.
struct EcGFp5Row<Value: ConstraintValue> {
    typealias Column = EcGFp5Chip.Column
    typealias Element = QuinticValue<Value>

    /// A cell of the row.
    let cells: [Value]

    /// The row itself.
    init<Builder: ConstraintBuilder>(this builder: Builder) where Builder.Value == Value {
        cells = (0..<Column.end).map { builder.this($0) }
    }

    /// The row after it.
    init<Builder: ConstraintBuilder>(next builder: Builder) where Builder.Value == Value {
        cells = (0..<Column.end).map { builder.next($0) }
    }

    subscript(_ column: Column) -> Value { cells[column.rawValue] }

    subscript(_ member: EcGFp5Schedule.Member) -> Value { self[.scheduled(member)] }

    private func element(_ column: (Int) -> Column) -> Element {
        Element { self[column($0)] }
    }

    var accumulatorX: Element { element(Column.accumulatorX) }
    var accumulatorU: Element { element(Column.accumulatorU) }
    var operandX: Element { element(Column.operandX) }
    var operandU: Element { element(Column.operandU) }
    var productX: Element { element(Column.productX) }
    var productU: Element { element(Column.productU) }

    /// Whether the row adds.
    var adds: Value {
        self[.isBuilding] + self[.isDoubling] + self[.addsKey] + self[.addsGenerator]
    }

    /// Whether the next row is of the same call: whether the row has a kind.
    var continues: Value {
        EcGFp5Schedule.Member.kinds.reduce(.zero) { $0 + self[$1] }
    }

    /// Whether this row has the low word of an element and the next one the high word.
    var hasLowWord: Value { self[.isLow] + self[.isDecoding] }

    /// Whether the row is a multiple of -P.
    var isMultiple: Value { self[.isBuilding] + self[.isBuilt] }
}
