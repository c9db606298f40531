public import Constraints

/// The canonical integer of an element in bits: 64 rows, the lowest bit first.
///
/// With u the integer of the bits from a row on and h whether the bits from there to the highest
/// are all one, in rows 32 to 63, or whether bits 32 to 63 are all one, in rows 0 to 31.
public enum BitChip {
    /// Main columns.
    public enum Column {
        /// The bit of the row.
        public static let bit = 0
        /// The integer of this bit and those above it: u.
        public static let upper = 1
        /// Whether upper bits are all one: h.
        public static let isFull = 2
        /// Number of columns.
        public static let end = 3
    }

    /// Fixed columns.
    public enum Fixed {
        /// Whether the row is the last of a decomposition.
        public static let isLast = 0
        /// Whether it is one of rows 32 to 62.
        public static let isMiddle = 1
        /// Whether it is one of rows 0 to 31.
        public static let isLow = 2
        /// Whether the bit must be zero.
        public static let isZero = 3
        /// The address of the bit.
        public static let bitAddress = 4
        /// How often it is read.
        public static let bitReads = 5
        /// The address of u.
        public static let upperAddress = 6
        /// How often u is read, -1 where it is read here: in row 0.
        public static let upperMultiplicity = 7
        /// Number of columns.
        public static let end = 8
    }

    /// Rows of a decomposition.
    public static let rowCount = 64

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "bits", mainWidth: Column.end, fixedWidth: Fixed.end)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let bit = builder.this(Column.bit)
        let (upper, isFull) = (builder.this(Column.upper), builder.this(Column.isFull))
        let (nextUpper, nextIsFull) = (builder.next(Column.upper), builder.next(Column.isFull))
        let isLast = builder.fixed(Fixed.isLast)
        let isMiddle = builder.fixed(Fixed.isMiddle)
        let isLow = builder.fixed(Fixed.isLow)
        builder.require("bit", bit: bit)
        // u = b + 2 next u; u = b in the last row.
        builder.require(
            "integer of upper bits",
            zero: (isMiddle + isLow) * (upper - bit - nextUpper - nextUpper))
        builder.require("highest bit", zero: isLast * (upper - bit))
        // The integer is below p = 2^64 - 2^32 + 1: where bits 32 to 63 are all one, those below
        // are zero. h = b in the last row, b next h in rows 32 to 62, next h and h b = 0 below.
        builder.require("highest bit is one", zero: isLast * (isFull - bit))
        builder.require("upper bits are one", zero: isMiddle * (isFull - bit * nextIsFull))
        builder.require("upper half is ones", zero: isLow * (isFull - nextIsFull))
        builder.require("canonical", zero: isLow * isFull * bit)
        builder.require("zero bit", zero: builder.fixed(Fixed.isZero) * bit)
        builder.send(
            cell: [bit], at: builder.fixed(Fixed.bitAddress),
            multiplicity: builder.fixed(Fixed.bitReads))
        builder.send(
            cell: [upper], at: builder.fixed(Fixed.upperAddress),
            multiplicity: builder.fixed(Fixed.upperMultiplicity))
    }
}
