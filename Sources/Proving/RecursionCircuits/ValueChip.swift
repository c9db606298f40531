public import Constraints

/// Cells that no operation computes: constants of the program, values of statement and proof.
public enum ValueChip {
    /// Main columns.
    public enum Column {
        /// The elements of the cell.
        public static let elements = 0..<4
        /// Number of columns.
        public static let end = 4
    }

    /// Fixed columns.
    public enum Fixed {
        /// The address of the cell.
        public static let address = 0
        /// How often it is read.
        public static let reads = 1
        /// Whether the cell is a constant.
        public static let isConstant = 2
        /// The elements of the constant.
        public static let elements = 3..<7
        /// Number of columns.
        public static let end = 7
    }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "values", mainWidth: Column.end, fixedWidth: Fixed.end)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let elements = builder.this(Column.elements)
        let isConstant = builder.fixed(Fixed.isConstant)
        for (index, element) in elements.enumerated() {
            // isConstant (x - c) = 0
            let constant = builder.fixed(Fixed.elements.lowerBound + index)
            builder.require("constant", zero: isConstant * (element - constant))
        }
        builder.send(
            cell: elements, at: builder.fixed(Fixed.address),
            multiplicity: builder.fixed(Fixed.reads))
    }
}
