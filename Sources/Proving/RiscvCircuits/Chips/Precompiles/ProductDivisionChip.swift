public import Constraints
import Fields
public import Riscv

extension HostCall {
    /// Writes q = floor(a b / m) and r = a b mod m, 8 words each, to a1.
    ///
    /// At a0 are a, b and m, integers of 8 words each. Words are least significant first. There is
    /// no result for m = 0 and where q has more than 256 bits.
    public static let productDivision = HostCall(rawValue: 8)
}

extension Precompile {
    /// The division of a product; results and operands may overlap, as these are read first.
    public static var productDivision: Precompile {
        Precompile(
            .productDivision,
            regions: [
                Region(.a0, wordCount: 24, .read, tick: HostTick.read),
                Region(.a1, wordCount: 16, .update, tick: HostTick.write),
            ]
        ) { words throws(HostCallRefusal) in
            func integer(_ start: Int) -> ProductDivision.Integer { .init { words[start + $0] } }
            let result = ProductDivision.divide(integer(0), integer(8), by: integer(16))
            guard let (quotient, remainder) = result else {
                throw .noResult(call: HostCall.productDivision.rawValue)
            }
            for index in 0..<8 {
                words[24 + index] = quotient[index]
                words[32 + index] = remainder[index]
            }
        }
    }
}

/// Products of 256 bits divided by 256 bits, with their memory: 16 rows for each, a word a row.
///
/// Rows 0 to 7 multiply: each takes a word of a, one of q and one of r, and adds a b - q m of these
/// words to sums that move down a place from row to row, the lowest of which is complete. Rows 8 to
/// 15 reduce: the sums that are left come out, and so do the words of b, m and r, which are read or
/// written and compared.
///
/// The rows are a ring, the first follows the last: no constraint depends on where a call begins.
public enum ProductDivisionChip: MachineChip {
    /// A column; groups have one for each word, sum or limb.
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

    /// Words of an integer.
    public static let wordCount = 8
    /// Rows of a call.
    public static let rowCount = 2 * wordCount
    /// Sums of either kind that pass to the next row.
    public static let sumCount = wordCount - 1
    /// Limbs of a carry.
    public static let carryLimbCount = 3
    /// What is added to a carry, so that its limbs are those of a number that is not negative.
    public static let carryOffset: UInt64 = 1 << 47

    /// The place of step 0 among the rows of `ScheduleChip`.
    static let scheduleStart = EcGFp5Schedule.start + EcGFp5Schedule.count

    /// The rows of a call: whether the row multiplies, whether it reduces, whether it is the last.
    public static var schedule: Schedule {
        let rows = (0..<rowCount).map { row in
            [row < wordCount, row >= wordCount, row == rowCount - 1].map { $0 ? 1 : 0 as UInt32 }
        }
        return Schedule(.productDivision, start: scheduleStart, rows: rows)
    }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "product division", mainWidth: Column.end, isOptional: true)
    }

    /// The division of a product.
    public static var precompiles: [Precompile] { [.productDivision] }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let row = ProductDivisionRow(this: builder)
        let next = ProductDivisionRow(next: builder)
        describePosition(row, next, to: &builder)
        describeSums(row, next, to: &builder)
        describeRegisters(row, next, to: &builder)
        describeWords(row, next, to: &builder)
        describeTraffic(row, to: &builder)
    }
}

extension ProductDivisionChip.Column {
    private static var wordCount: Int { ProductDivisionChip.wordCount }
    private static var sumStart: Int { 7 + 3 * wordCount }
    private static var limbStart: Int { sumStart + 2 * ProductDivisionChip.sumCount }
    private static var carryStart: Int { limbStart + 6 }
    private static var accessStart: Int { carryStart + 2 * ProductDivisionChip.carryLimbCount }
    /// The number of columns.
    static var end: Int { accessStart + 10 }

    /// The number of the row in its call.
    public static var step: Self { Self(0) }
    /// The clock of the processor's row.
    public static var clock: Self { Self(1) }
    /// The first cell of the operands.
    public static var operandCell: Self { Self(2) }
    /// The first cell of the results.
    public static var resultCell: Self { Self(3) }
    /// Whether the row is one of the first half.
    public static var multiplies: Self { Self(4) }
    /// Whether it is one of the second half.
    public static var reduces: Self { Self(5) }
    /// Whether it is the last.
    public static var isLast: Self { Self(6) }
    /// A word of b; in row 8 + k the one k places further.
    public static func factor(_ word: Int) -> Self { Self(7, word) }
    /// A word of m; in row 8 + k the one k places further.
    public static func divisor(_ word: Int) -> Self { Self(7 + wordCount, word) }
    /// The last eight words of r; in row 8 + k the words from k on.
    public static func remainder(_ word: Int) -> Self { Self(7 + 2 * wordCount, word) }
    /// The sum so far at 2^(32 (step + place)) of products of lower halves of words of a and q.
    public static func lowSum(_ place: Int) -> Self { Self(sumStart, place) }
    /// The sum at 2^(32 (step + place) + 16) of products of upper halves.
    public static func highSum(_ place: Int) -> Self {
        Self(sumStart + ProductDivisionChip.sumCount, place)
    }
    /// The halves, 0 the lower one, of the word of a.
    public static func multiplier(_ half: Int) -> Self { Self(limbStart, half) }
    /// The halves of the word of q.
    public static func quotient(_ half: Int) -> Self { Self(limbStart + 2, half) }
    /// The halves of the word of r; in rows that reduce of the word of m - r - 1.
    public static func rest(_ half: Int) -> Self { Self(limbStart + 4, half) }
    /// A limb of the carry of the lower halves, plus the offset.
    public static func lowCarry(_ limb: Int) -> Self { Self(carryStart, limb) }
    /// A limb of the carry of the upper halves, plus the offset.
    public static func highCarry(_ limb: Int) -> Self {
        Self(carryStart + ProductDivisionChip.carryLimbCount, limb)
    }
    /// The word of a or b that is read.
    public static var operand: Self { Self(accessStart) }
    /// The word of q or r that is written.
    public static var written: Self { Self(accessStart, 1) }
    /// The word before it.
    public static var before: Self { Self(accessStart, 2) }
    /// What the words below those of the row borrow from m - r - 1, a bit.
    public static var borrow: Self { Self(accessStart, 3) }
    /// The lower limb of the gap since the access before to a or b (0), q or r (1), m (2).
    public static func gapLow(_ access: Int) -> Self { Self(accessStart, 4 + 2 * access) }
    /// The upper limb.
    public static func gapHigh(_ access: Int) -> Self { Self(accessStart, 5 + 2 * access) }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0) } }
}
