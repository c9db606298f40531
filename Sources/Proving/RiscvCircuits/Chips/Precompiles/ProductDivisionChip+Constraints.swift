import Constraints
import Fields
import Riscv

/// Expressions that several constraints of a row of `ProductDivisionChip` share.
struct ProductDivisionRow<Value: ConstraintValue> {
    typealias Column = ProductDivisionChip.Column

    private let cells: [Value]

    /// The row itself.
    init<Builder: ConstraintBuilder>(this builder: Builder) where Builder.Value == Value {
        cells = (0..<Column.end).map { builder.this($0) }
    }

    /// The row after it.
    init<Builder: ConstraintBuilder>(next builder: Builder) where Builder.Value == Value {
        cells = (0..<Column.end).map { builder.next($0) }
    }

    subscript(_ column: Column) -> Value { cells[column.rawValue] }

    /// Whether the row belongs to a call.
    var isReal: Value { self[.multiplies] + self[.reduces] }

    /// Whether the next row is of the same call.
    var continues: Value { isReal - self[.isLast] }

    /// Whether the row and the next one reduce.
    var reducesOn: Value { self[.reduces] - self[.isLast] }

    /// The product of halves of the words of a and q with words of b and m: a b - q m.
    func product(_ half: Int, _ word: Int) -> Value {
        self[.multiplier(half)] * self[.factor(word)]
            - self[.quotient(half)] * self[.divisor(word)]
    }

    /// A carry: its limbs less the offset.
    func carry(_ limb: (Int) -> Column) -> Value {
        let limbs = (0..<ProductDivisionChip.carryLimbCount).reversed().reduce(Value.zero) {
            $0 * Value(1 << 16) + self[limb($1)]
        }
        let offset = Value(constant: Goldilocks(reducing: ProductDivisionChip.carryOffset))
        return limbs - isReal * offset
    }

    /// The word of two halves.
    func word(_ half: (Int) -> Column) -> Value {
        self[half(0)] + self[half(1)] * Value(1 << 16)
    }
}

extension ProductDivisionChip {
    /// The position of a row in its call, as in `EcGFp5Chip`.
    static func describePosition<Builder: ConstraintBuilder>(
        _ row: ProductDivisionRow<Builder.Value>, _ next: ProductDivisionRow<Builder.Value>,
        to builder: inout Builder
    ) {
        // isReal is the sum of two flags; where it is not 1 both are zero, so it is a bit. Where it
        // is 1 the schedule has the flags.
        for flag in [Column.multiplies, .reduces, .isLast] {
            builder.require("padding has no flag", zero: (.one - row.isReal) * row[flag])
        }
        builder.require(
            "steps follow one another", next[.step], equals: row.continues * (row[.step] + .one))
        builder.require("call comes to its end", zero: row.continues * (.one - next.isReal))
        for column in [Column.clock, .operandCell, .resultCell] {
            builder.require(
                "rows are of one call", zero: row.continues * (next[column] - row[column]))
        }
    }

    /// a b - q m - r = 0, by words of 32 bits in two sums of halves.
    ///
    /// With a(k) = low + 2^16 high, likewise q(k) and r(k), B and M the words of b and m, and i
    /// over the rows so far,
    ///
    ///     lowSum(j) = sum of low(a(i)) B(step + j - i) - low(q(i)) M(step + j - i)
    ///
    /// has at most 8 terms, each below 2^48: its absolute value is below 2^51, and so is highSum's.
    /// The sums of place 0 are complete with the products of the row, and leave carries:
    ///
    ///     lowSum(0) + low(a) B(0) - low(q) M(0) - low(r) = 2^16 lowCarry
    ///     highSum(0) + high(a) B(0) - high(q) M(0) - high(r) + lowCarry = 2^16 highCarry
    ///
    /// and highCarry joins lowSum(0) of the next row. Carries have three limbs and an offset, so
    /// they are from -2^47 to 2^47 - 1: left sides are below 2^52, right ones at most 2^63, and
    /// their difference is less than p. So both hold in the integers, and all rows together say
    /// a b - q m - r = 2^512 highCarry of the last row. As r < m, both a b and q m + r are below
    /// 2^512: the last carry is zero and needs no constraint.
    static func describeSums<Builder: ConstraintBuilder>(
        _ row: ProductDivisionRow<Builder.Value>, _ next: ProductDivisionRow<Builder.Value>,
        to builder: inout Builder
    ) {
        let multiplies = row[.multiplies]
        let (lowCarry, highCarry) = (row.carry(Column.lowCarry), row.carry(Column.highCarry))
        let base = builder.power(16)
        builder.require(
            "lower halves", row[.lowSum(0)] + multiplies * (row.product(0, 0) - row[.rest(0)]),
            equals: lowCarry * base)
        builder.require(
            "upper halves",
            row[.highSum(0)] + multiplies * (row.product(1, 0) - row[.rest(1)]) + lowCarry,
            equals: highCarry * base)
        // Sums move down a place; a call begins with zeros.
        for place in 0..<sumCount {
            let isTop = place == sumCount - 1
            let low = isTop ? .zero : row[.lowSum(place + 1)]
            let high = isTop ? .zero : row[.highSum(place + 1)]
            builder.require(
                "sums of lower halves", next[.lowSum(place)],
                equals: row.continues * (place == 0 ? low + highCarry : low) + multiplies
                    * row.product(0, place + 1))
            builder.require(
                "sums of upper halves", next[.highSum(place)],
                equals: row.continues * high + multiplies * row.product(1, place + 1))
        }
    }

    /// The words of b, m and r that pass from row to row.
    static func describeRegisters<Builder: ConstraintBuilder>(
        _ row: ProductDivisionRow<Builder.Value>, _ next: ProductDivisionRow<Builder.Value>,
        to builder: inout Builder
    ) {
        for word in 0..<wordCount {
            // b and m stay while the rows multiply, then they move down a place.
            for (name, register) in [
                ("words of b", Column.factor), ("words of m", Column.divisor),
            ] as [(StaticString, (Int) -> Column)] {
                let stays = next[register(word)] - row[register(word)]
                guard word + 1 < wordCount else {
                    builder.require(name, zero: row[.multiplies] * stays)
                    continue
                }
                let moves = next[register(word)] - row[register(word + 1)]
                builder.require(
                    name, zero: row[.multiplies] * stays + row.reducesOn * moves)
            }
            // Words of r move down from the row that has their halves: that of word k is at place 0
            // in row 8 + k.
            guard word + 1 < wordCount else { continue }
            builder.require(
                "words of r",
                zero: row.continues * (next[.remainder(word)] - row[.remainder(word + 1)]))
        }
        builder.require(
            "next word of r",
            zero: row[.multiplies]
                * (next[.remainder(wordCount - 1)] - row.word(Column.rest)))
    }

    /// The words in memory, and r < m.
    static func describeWords<Builder: ConstraintBuilder>(
        _ row: ProductDivisionRow<Builder.Value>, _ next: ProductDivisionRow<Builder.Value>,
        to builder: inout Builder
    ) {
        builder.require(
            "word that is read", row[.operand],
            equals: row[.multiplies] * row.word(Column.multiplier)
                + row[.reduces] * row[.factor(0)])
        builder.require(
            "word that is written", row[.written],
            equals: row[.multiplies] * row.word(Column.quotient)
                + row[.reduces] * row[.remainder(0)])
        // m - r - 1 is not negative: M - R - borrow = rest - 2^32 next borrow in the words of each
        // row, where the first borrow is 1 and the last is zero.
        builder.require("first borrow", zero: row[.multiplies] * (next[.borrow] - .one))
        builder.require(
            "borrow is a bit",
            zero: row.reducesOn * next[.borrow] * (next[.borrow] - .one))
        builder.require(
            "remainder is below the divisor",
            zero: row[.reduces]
                * (row[.divisor(0)] - row[.remainder(0)] - row[.borrow] - row.word(Column.rest))
                + row.reducesOn * next[.borrow] * builder.power(32))
    }

    /// Memory, with the words of a, b, m in the order of operands and those of q, r in that of
    /// results: in row `step` the word `step` of both, and in rows that reduce one of m as well.
    static func describeTraffic<Builder: ConstraintBuilder>(
        _ row: ProductDivisionRow<Builder.Value>, to builder: inout Builder
    ) {
        builder.lookUp(
            [row[.multiplies], row[.reduces], row[.isLast]], ofStep: row[.step],
            from: scheduleStart, multiplicity: row.isReal)
        // As in `Poseidon2Chip`, an address that is no multiple of four gives cells that memory
        // does not have.
        let four = Builder.Value(4)
        builder.receiveOperation(
            .hostCall(
                .productDivision, clock: row[.clock], a0: row[.operandCell] * four,
                a1: row[.resultCell] * four),
            multiplicity: row[.isLast])
        func gap(_ access: Int) -> (low: Builder.Value, high: Builder.Value) {
            (row[.gapLow(access)], row[.gapHigh(access)])
        }
        let readTime = row[.clock] + Builder.Value(Clock.hostRead)
        builder.access(
            cell: row[.operandCell] + row[.step], before: row[.operand], after: row[.operand],
            time: readTime, gap: gap(0), multiplicity: row.isReal)
        builder.access(
            cell: row[.resultCell] + row[.step], before: row[.before], after: row[.written],
            time: row[.clock] + Builder.Value(Clock.hostWrite), gap: gap(1),
            multiplicity: row.isReal)
        builder.access(
            cell: row[.operandCell] + row[.step] + Builder.Value(UInt32(wordCount)),
            before: row[.divisor(0)], after: row[.divisor(0)], time: readTime, gap: gap(2),
            multiplicity: row[.reduces])
        // Words that are read are words, as memory holds words.
        for limb in [Column.multiplier, Column.quotient].flatMap({ [$0(0), $0(1)] }) {
            builder.requireRange(.bits16, row[limb], multiplicity: row[.multiplies])
        }
        let carries = (0..<carryLimbCount).flatMap { [Column.lowCarry($0), .highCarry($0)] }
        for limb in [Column.rest(0), .rest(1)] + carries {
            builder.requireRange(.bits16, row[limb], multiplicity: row.isReal)
        }
    }
}
