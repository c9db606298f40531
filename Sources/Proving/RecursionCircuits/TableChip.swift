public import Constraints

/// Entries of tables: cells of memory with a number.
///
/// How often an entry is looked up depends on the proof that is verified, so it is a column.
public enum TableChip {
    /// Main columns.
    public enum Column {
        /// The elements of the entry.
        public static let elements = 0..<4
        /// Number of look-ups of the entry.
        public static let lookups = 4
        /// Number of columns.
        public static let end = 5
    }

    /// Fixed columns.
    public enum Fixed {
        /// The address of the entry.
        public static let address = 0
        /// Whether the row has an entry.
        public static let isReal = 1
        /// The number of the table from 1 on, 0 in padding, which nothing looks up.
        public static let table = 2
        /// The number of the entry in its table.
        public static let number = 3
        /// Number of columns.
        public static let end = 4
    }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "tables", mainWidth: Column.end, fixedWidth: Fixed.end)
    }

    /// The bus traffic of one row; there is no constraint.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let elements = builder.this(Column.elements)
        builder.read(
            cell: elements, at: builder.fixed(Fixed.address),
            multiplicity: builder.fixed(Fixed.isReal))
        builder.send(
            [builder.fixed(Fixed.table), builder.fixed(Fixed.number)] + elements,
            on: RecursionBus.table, multiplicity: builder.this(Column.lookups))
    }
}

/// Look-ups: a cell is the entry of a table with the number x - 2^k y.
public enum LookupChip {
    /// Main columns.
    public enum Column {
        /// The elements of the cell.
        public static let elements = 0..<4
        /// x.
        public static let integer = 4
        /// y.
        public static let dropped = 5
        /// The number of the entry.
        public static let number = 6
        /// Number of columns.
        public static let end = 7
    }

    /// Fixed columns.
    public enum Fixed {
        /// The address of the cell.
        public static let address = 0
        /// The address of x.
        public static let integerAddress = 1
        /// The address of y.
        public static let droppedAddress = 2
        /// 2^k.
        public static let power = 3
        /// The number of the table.
        public static let table = 4
        /// Whether the row is a look-up.
        public static let isReal = 5
        /// Number of columns.
        public static let end = 6
    }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "lookups", mainWidth: Column.end, fixedWidth: Fixed.end)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let elements = builder.this(Column.elements)
        let (integer, dropped) = (builder.this(Column.integer), builder.this(Column.dropped))
        let number = builder.this(Column.number)
        let isReal = builder.fixed(Fixed.isReal)
        // number = x - 2^k y
        builder.require(
            "number of the entry", number,
            equals: integer - builder.fixed(Fixed.power) * dropped)
        builder.read(
            cell: [integer], at: builder.fixed(Fixed.integerAddress), multiplicity: isReal)
        builder.read(
            cell: [dropped], at: builder.fixed(Fixed.droppedAddress), multiplicity: isReal)
        builder.read(cell: elements, at: builder.fixed(Fixed.address), multiplicity: isReal)
        builder.receive(
            [builder.fixed(Fixed.table), number] + elements, on: RecursionBus.table,
            multiplicity: isReal)
    }
}
