public import Constraints

/// Multiples of the generator of EcGFp5: 2^(8 window) digit G for 40 windows and all digits of 8
/// bits, a fixed table that chips look up.
///
/// Rows behind the last window are zero: neutral elements of a table that nobody names.
public enum GeneratorTableChip: MachineChip {
    /// Number of lookups of the row.
    public enum Column: Int, ChipColumn {
        case count
    }

    /// Windows of a scalar of 320 bits.
    public static let windowCount = 40
    /// Bits of a digit.
    public static let windowWidth = 8
    /// The logarithm of the number of rows.
    public static let heightLog2 = 14

    /// The size; the fixed columns are the tuple of the point bus: table, digit, x and u.
    public static let shape = ChipShape(
        name: "generator table", mainWidth: Column.allCases.count, fixedWidth: 12)

    /// The same number of rows in every proof.
    public static var height: ChipHeight { .constant(log2: heightLog2) }

    /// Describes the bus traffic of one row; there is no constraint.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let tuple = (0..<shape.fixedWidth).map { builder.fixed($0) }
        builder.receive(tuple, on: MachineBus.point, multiplicity: builder.this(Column.count))
    }
}
