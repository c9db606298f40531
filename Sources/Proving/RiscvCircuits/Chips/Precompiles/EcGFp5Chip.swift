public import Constraints
import Fields
public import Riscv
import Signatures

extension HostCall {
    /// Writes the encoding of s G - e P on the curve EcGFp5 to the 10 words at a1.
    ///
    /// At a0 are the canonical encoding of P (10 words), s (10 words) and e (4 words), each least
    /// significant first. Any s and e have a result; a P that is no encoding of a group element, or
    /// is the neutral element, has none.
    public static let ecGFp5DoubleScalar = HostCall(rawValue: 7)
}

extension Precompile {
    /// The double-scalar product; result and operands may overlap, as these are read first.
    public static var ecGFp5DoubleScalar: Precompile {
        Precompile(
            .ecGFp5DoubleScalar,
            regions: [
                Region(.a0, wordCount: 24, .read, tick: HostTick.read),
                Region(.a1, wordCount: 10, .update, tick: HostTick.write),
            ]
        ) { words throws(HostCallRefusal) in
            let operands = DoubleScalarProduct.Operands { words[$0] }
            guard let result = DoubleScalarProduct.encoding(of: operands) else {
                throw .noResult(call: HostCall.ecGFp5DoubleScalar.rawValue)
            }
            for index in 0..<10 { words[24 + index] = result[index] }
        }
    }
}

/// Double-scalar products on EcGFp5 with their memory: 231 rows for each, an addition a row.
///
/// Pornin, eprint 2022/274: y^2 = x (x^2 + 2 x + b) over Goldilocks[z] / (z^5 - 3), b = 263 z, in
/// coordinates x and u = x/y. A row adds an operand to an accumulator, the sum is the accumulator of
/// the next row. `EcGFp5Schedule` says what the operand is, and the row's access to memory: the key
/// is read and decoded, its negative multiples make a table on the point bus, the digits of e and
/// those of s select the points that are added, and the sum is encoded and written.
///
/// The rows are a ring, the first follows the last: no constraint depends on where a call begins.
public enum EcGFp5Chip: MachineChip {
    /// A column; elements have one for each coefficient.
    public struct Column: ChipColumn {
        /// The number of the column.
        public let rawValue: Int

        /// The column of a number.
        public init?(rawValue: Int) {
            guard (0..<Self.end).contains(rawValue) else { return nil }
            self.rawValue = rawValue
        }

        private init(_ start: Int, _ offset: Int = 0) { rawValue = start + offset }
    }

    /// The rows of a call.
    public static var schedule: Schedule { EcGFp5Schedule.schedule }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "ecgfp5", mainWidth: Column.end, isOptional: true)
    }

    /// The double-scalar product.
    public static var precompiles: [Precompile] { [.ecGFp5DoubleScalar] }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let row = EcGFp5Row(this: builder)
        let next = EcGFp5Row(next: builder)
        describePosition(row, next, to: &builder)
        describeSum(row, next, to: &builder)
        describeOperand(row, next, to: &builder)
        describeDigits(row, next, to: &builder)
        describeWords(row, next, to: &builder)
        describeKey(row, next, to: &builder)
        describeEncoding(row, to: &builder)
        describeTraffic(row, next, to: &builder)
    }
}

extension EcGFp5Chip.Column {
    private static var accessStart: Int { 4 + EcGFp5Schedule.Member.allCases.count }
    private static var pointStart: Int { accessStart + 6 }
    /// The number of columns.
    static var end: Int { pointStart + 30 }

    /// Whether the row belongs to a call.
    public static var isReal: Self { Self(0) }
    /// The number of the row in its call.
    public static var step: Self { Self(1) }
    /// The clock of the processor's row.
    public static var clock: Self { Self(2) }
    /// The first cell of the operands, and from the encoding on that of the result.
    public static var firstCell: Self { Self(3) }
    /// What the schedule says of the row.
    public static func scheduled(_ member: EcGFp5Schedule.Member) -> Self {
        Self(4, member.rawValue)
    }
    /// The table of the point that is added: the clock for multiples of the key, -1 - window for
    /// those of the generator, else zero.
    public static var table: Self { Self(accessStart) }
    /// The digit of a scalar; in rows that make the table how often the multiple is added.
    public static var digit: Self { Self(accessStart, 1) }
    /// The word that is read or written, and the digits of it so far.
    public static var word: Self { Self(accessStart, 2) }
    /// The word before the access.
    public static var before: Self { Self(accessStart, 3) }
    /// The lower limb of the gap since the access before to it.
    public static var gapLow: Self { Self(accessStart, 4) }
    /// The upper limb.
    public static var gapHigh: Self { Self(accessStart, 5) }
    /// The coordinate x of the accumulator.
    public static func accumulatorX(_ coefficient: Int) -> Self { Self(pointStart, coefficient) }
    /// The coordinate u of the accumulator.
    public static func accumulatorU(_ coefficient: Int) -> Self {
        Self(pointStart + 5, coefficient)
    }
    /// The coordinate x of the operand.
    public static func operandX(_ coefficient: Int) -> Self { Self(pointStart + 10, coefficient) }
    /// The coordinate u of the operand.
    public static func operandU(_ coefficient: Int) -> Self { Self(pointStart + 15, coefficient) }
    /// The product of both x.
    public static func productX(_ coefficient: Int) -> Self { Self(pointStart + 20, coefficient) }
    /// The product of both u.
    public static func productU(_ coefficient: Int) -> Self { Self(pointStart + 25, coefficient) }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0) } }
}

/// Cells of rows that add nothing.
extension EcGFp5Chip.Column {
    /// An element of the key or of the result, the one that this row and the next read or write at
    /// 0; in the operand's x.
    public static func element(_ index: Int) -> Self { operandX(index) }
    /// The inverse of 2^32 - 1 - high word, if there is one.
    public static var inverse: Self { operandU(0) }
    /// Whether the high word is less than 2^32 - 1.
    public static var isBelow: Self { operandU(1) }
    /// The lower half of a written word.
    public static var wordLow: Self { operandU(2) }
    /// The upper half.
    public static var wordHigh: Self { operandU(3) }
    /// Whether the sum is the neutral element.
    public static var isNeutral: Self { operandU(4) }
    /// A square root of 7 x of the key.
    public static func root(_ coefficient: Int) -> Self { accumulatorX(coefficient) }
    /// w x of the key.
    public static func ordinate(_ coefficient: Int) -> Self { accumulatorU(coefficient) }
}
