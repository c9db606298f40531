public import Constraints

/// A cell (x0, x1, x2, x3) and the cells (x0, 0, 0, 0) to (x3, 0, 0, 0).
///
/// Either the first is written and the others are read, or the other way.
public enum ElementChip {
    /// Main columns.
    public enum Column {
        /// x0 to x3.
        public static let elements = 0..<4
        /// Number of columns.
        public static let end = 4
    }

    /// Fixed columns; place 0 is the cell of all elements, 1 to 4 those of one each.
    public enum Fixed {
        /// The address of a cell.
        public static func address(_ place: Int) -> Int { 2 * place }
        /// How often it is read if it is written here, -1 if it is read.
        public static func multiplicity(_ place: Int) -> Int { 2 * place + 1 }
        /// Number of columns.
        public static let end = 10
    }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "elements", mainWidth: Column.end, fixedWidth: Fixed.end)
    }

    /// The bus traffic of one row; there is no constraint.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let elements = builder.this(Column.elements)
        for (place, cell) in ([elements] + elements.map { [$0] }).enumerated() {
            builder.send(
                cell: cell, at: builder.fixed(Fixed.address(place)),
                multiplicity: builder.fixed(Fixed.multiplicity(place)))
        }
    }
}
