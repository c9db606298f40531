public import Constraints

/// Equations a b + c = d in the cubic extension, some to a row.
///
/// At most one of the four cells of an equation is written, the others are read. A product
/// determines it: a factor is written only as an inverse, with c = 0 and d = 1.
public enum EquationChip {
    /// Equations of a row: as many as make this table as high as that of sponges.
    public static let equationCount = 3

    /// Main columns.
    public enum Column {
        /// The coefficients of a, b, c or d, by the place 0 to 3, of an equation.
        public static func member(_ equation: Int, _ place: Int) -> Range<Int> {
            let start = 3 * (4 * equation + place)
            return start..<start + 3
        }
        /// Number of columns.
        public static let end = 12 * equationCount
    }

    /// Fixed columns.
    public enum Fixed {
        /// The address of a, b, c or d of an equation.
        public static func address(_ equation: Int, _ place: Int) -> Int {
            2 * (4 * equation + place)
        }
        /// How often it is read if it is written here, -1 if it is read.
        public static func multiplicity(_ equation: Int, _ place: Int) -> Int {
            address(equation, place) + 1
        }
        /// Number of columns.
        public static let end = 8 * equationCount
    }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "equations", mainWidth: Column.end, fixedWidth: Fixed.end)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        for equation in 0..<equationCount {
            let members = (0..<4).map {
                CubicColumns(builder.this(Column.member(equation, $0)))
            }
            // a b + c - d = 0
            builder.require("equation", zero: members[0] * members[1] + members[2] - members[3])
            for (place, member) in members.enumerated() {
                builder.send(
                    cell: member.coefficients, at: builder.fixed(Fixed.address(equation, place)),
                    multiplicity: builder.fixed(Fixed.multiplicity(equation, place)))
            }
        }
    }
}
