public import Constraints

/// Equations a b + c = d in the cubic extension.
///
/// At most one of the four cells is written, the others are read. A product determines it: a factor
/// is written only as an inverse, with c = 0 and d = 1.
public enum EquationChip {
    /// Main columns.
    public enum Column {
        /// The coefficients of a, b, c or d, by the place 0 to 3.
        public static func member(_ place: Int) -> Range<Int> { 3 * place..<3 * place + 3 }
        /// Number of columns.
        public static let end = 12
    }

    /// Fixed columns.
    public enum Fixed {
        /// The address of a, b, c or d.
        public static func address(_ place: Int) -> Int { 2 * place }
        /// How often it is read if it is written here, -1 if it is read.
        public static func multiplicity(_ place: Int) -> Int { 2 * place + 1 }
        /// Number of columns.
        public static let end = 8
    }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "equations", mainWidth: Column.end, fixedWidth: Fixed.end)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let members = (0..<4).map { CubicColumns(builder.this(Column.member($0))) }
        // a b + c - d = 0
        builder.require("equation", zero: members[0] * members[1] + members[2] - members[3])
        for (place, member) in members.enumerated() {
            builder.send(
                cell: member.coefficients, at: builder.fixed(Fixed.address(place)),
                multiplicity: builder.fixed(Fixed.multiplicity(place)))
        }
    }
}
