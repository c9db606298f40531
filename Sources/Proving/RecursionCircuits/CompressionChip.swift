public import Constraints

/// Compressions of two digests: the first half of P(x) + x, with Poseidon2 of width 8.
///
/// A step of a path reads a node and a bit, which is one where the node is the right half; its
/// sibling is not read. Where both halves are read the bit is zero.
public enum CompressionChip {
    /// Main columns.
    public enum Column {
        /// Whether the node is the right half.
        public static let bit = 0
        /// The left half.
        public static let left = 1..<5
        /// The right half.
        public static let right = 5..<9
        /// S-boxes, the last columns.
        public static func permutation(
            _ degree: RecursionDegree
        ) -> PermutationRow<Poseidon2Width8> {
            PermutationRow(start: 9, degree)
        }
    }

    /// Fixed columns.
    public enum Fixed {
        /// The address of the bit.
        public static let bitAddress = 0
        /// Whether the bit is read.
        public static let readsBit = 1
        /// The address of the right half.
        public static let rightAddress = 2
        /// Whether the right half is read.
        public static let readsRight = 3
        /// The address of the node.
        public static let nodeAddress = 4
        /// Whether the row is a compression, so that the node is read.
        public static let isReal = 5
        /// The address of the result.
        public static let resultAddress = 6
        /// How often the result is read.
        public static let resultReads = 7
        /// Number of columns.
        public static let end = 8
    }

    /// The size in a machine of a degree.
    public static func shape(_ degree: RecursionDegree) -> ChipShape {
        ChipShape(
            name: "compressions", mainWidth: Column.permutation(degree).end, fixedWidth: Fixed.end)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(
        to builder: inout Builder, _ degree: RecursionDegree
    ) {
        let bit = builder.this(Column.bit)
        let (left, right) = (builder.this(Column.left), builder.this(Column.right))
        let readsBit = builder.fixed(Fixed.readsBit)
        // (1 - readsBit) bit = 0; a bit that is read is one of the chip of bits.
        builder.require("no bit", zero: (.one - readsBit) * bit)
        let after = Column.permutation(degree).describe(left + right, to: &builder)
        builder.read(cell: [bit], at: builder.fixed(Fixed.bitAddress), multiplicity: readsBit)
        builder.read(
            cell: right, at: builder.fixed(Fixed.rightAddress),
            multiplicity: builder.fixed(Fixed.readsRight))
        // node = left + bit (right - left)
        builder.read(
            cell: zip(left, right).map { $0 + bit * ($1 - $0) },
            at: builder.fixed(Fixed.nodeAddress), multiplicity: builder.fixed(Fixed.isReal))
        builder.send(
            cell: zip(after, left).map { $0 + $1 }, at: builder.fixed(Fixed.resultAddress),
            multiplicity: builder.fixed(Fixed.resultReads))
    }
}
