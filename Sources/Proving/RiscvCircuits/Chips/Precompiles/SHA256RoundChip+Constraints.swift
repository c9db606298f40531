import Constraints
import Fields
import Hashing

/// The equations of the rounds.
///
/// Constraints over two rows exclude the pair (last row, first row): a compression does not wrap
/// around the end of the trace.
extension SHA256RoundChip {
    static func describePosition<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let positions = (0..<rowCount).map { builder.this(Column.position($0)) }
        builder.require("position is a bit", bit: positions[0])
        // Positions advance by one a row until the last, and the trace starts at position 0 or with
        // padding. Hence all positions are bits.
        for position in 1..<rowCount {
            builder.require(
                "next position",
                zero: builder.isTransition
                    * (builder.next(Column.position(position)) - positions[position - 1]))
            builder.require(
                "first position", zero: builder.isFirst * positions[position])
        }
        // One compression at a time; the sum is 0 in padding.
        builder.require("one position", bit: positions.reduce(.zero, +))
        builder.require(
            "clock",
            zero: builder.isTransition * continues(builder)
                * (builder.next(Column.clock) - builder.this(Column.clock)))
    }

    static func describeBits<Builder: ConstraintBuilder>(to builder: inout Builder) {
        for round in 0..<4 {
            for bit in 0..<32 {
                builder.require("bit of a", bit: builder.this(Column.a(round, bit: bit)))
                builder.require("bit of e", bit: builder.this(Column.e(round, bit: bit)))
                builder.require("bit of W", bit: builder.this(Column.w(round, bit: bit)))
            }
            for column in [
                Column.carryALow(round), .carryAHigh(round), .carryWLow(round),
                .carryWHigh(round),
            ] {
                builder.require("bit of a carry", bit: builder.this(column))
            }
            // c (c - 1) (c - 2) = 0
            for column in [Column.carryELow(round), .carryEHigh(round)] {
                let digit = builder.this(column)
                builder.require(
                    "digit of a carry",
                    zero: digit * (digit - .one) * (digit - Builder.Value(2)))
            }
        }
    }

    /// Whether the next row has rounds of the same compression.
    private static func continues<Builder: ConstraintBuilder>(
        _ builder: Builder
    ) -> Builder.Value {
        (0..<rowCount - 1).reduce(.zero) { $0 + builder.this(Column.position($1)) }
    }

    /// A round of the next row; see section 6.2.2, step 3.
    ///
    /// The two sums are of degree 3, so they have cells, which hold them in every row; only what
    /// is made of them depends on whether the compression continues.
    static func describeRound<Builder: ConstraintBuilder>(
        _ round: Int, _ rows: SHA256RowPair<Builder.Value>, to builder: inout Builder
    ) {
        let (a, e, now) = (rows.a, rows.e, 4 + round)
        let isTransition = builder.isTransition
        let (first, second) = (
            builder.this(Column.first(round)), builder.this(Column.second(round))
        )
        let constant = (0..<rowCount - 1).reduce(Builder.Value.zero) { sum, row in
            let constant = SHA256.roundConstants[4 * row + round]
            return sum + builder.this(Column.position(row)) * Builder.Value(constant)
        }
        // T1 = h + S1(e) + Ch(e, f, g) + K + W
        let choice = e[now - 1].choice(e[now - 2], e[now - 3])
        let terms = e[now - 4].value + e[now - 1].sum(6, 11, 25) + choice
        builder.require(
            "T1", zero: isTransition * (first - terms - constant - rows.w[now].value))
        // T2 = S0(a) + Maj(a, b, c)
        let majority = a[now - 1].majority(a[now - 2], a[now - 3])
        builder.require(
            "T2", zero: isTransition * (second - a[now - 1].sum(2, 13, 22) - majority))
        let isContinued = isTransition * continues(builder)
        // e = d + T1 - 2^32 carry, of six words, so the carry is at most 5
        let carryE =
            builder.next(Column.carryELow(round))
            + builder.next(Column.carryEHigh(round)) * Builder.Value(3)
        builder.require(
            "e",
            zero: isContinued
                * (e[now].value + carryE * builder.power(32) - a[now - 4].value - first))
        // a = T1 + T2 = e - d + T2 modulo 2^32, a carry from -1 to 2
        let carryA =
            builder.next(Column.carryALow(round))
            + builder.next(Column.carryAHigh(round)) * Builder.Value(2) - .one
        builder.require(
            "a",
            zero: isContinued
                * (a[now].value + carryA * builder.power(32) - e[now].value
                    + a[now - 4].value - second))
    }

    /// A word of the schedule: W(t) = s1(W(t-2)) + W(t-7) + s0(W(t-15)) + W(t-16) modulo 2^32;
    /// see section 6.2.2, step 1.
    ///
    /// Four rows lie between W(t-16) and W(t). The last three terms are gathered on the way, and
    /// the first words, which are the block's, need not be what was gathered.
    static func describeSchedule<Builder: ConstraintBuilder>(
        _ round: Int, _ rows: SHA256RowPair<Builder.Value>, to builder: inout Builder
    ) {
        let (w, next) = (rows.w, 4 + round)
        let isTransition = builder.isTransition
        let pending = (0..<4).map { builder.this(Column.pending(round, age: $0)) }
        let nextPending = (0..<4).map { builder.next(Column.pending(round, age: $0)) }
        // In the row of W(t-16): W(t-16) + s0(W(t-15))
        let gathered = w[round].value + w[round + 1].mix(7, 18, shift: 3)
        builder.require(
            "schedule begins", zero: isTransition * (pending[0] - gathered))
        let isContinued = isTransition * continues(builder)
        builder.require(
            "schedule after one row", zero: isContinued * (nextPending[1] - pending[0]))
        // W(t-7) is two rows on, that of the fourth round three.
        let isLate = round == 3
        let seventh = isLate ? w[4].value : w[next + 1].value
        builder.require(
            "schedule after two rows",
            zero: isContinued * (nextPending[2] - pending[1] - (isLate ? .zero : seventh)))
        // The rows before those of W(16) to W(63).
        let isScheduled = (3..<15).reduce(Builder.Value.zero) {
            $0 + builder.this(Column.position($1))
        }
        builder.require(
            "schedule after three rows",
            zero: isTransition * isScheduled
                * (nextPending[3] - pending[2] - (isLate ? seventh : .zero)))
        // Of four words, so the carry is at most 3.
        let carry =
            builder.next(Column.carryWLow(round))
            + builder.next(Column.carryWHigh(round)) * Builder.Value(2)
        let sigma = w[next - 2].mix(17, 19, shift: 10)
        builder.require(
            "W",
            zero: isTransition
                * (w[next].value + carry * builder.power(32) - sigma - pending[3]))
    }

    static func describeTraffic<Builder: ConstraintBuilder>(
        _ rows: SHA256RowPair<Builder.Value>, to builder: inout Builder
    ) {
        let clock = builder.this(Column.clock)
        let positions = (0..<rowCount).map { builder.this(Column.position($0)) }
        let isEnd = positions[rowCount - 1]
        // a, b, c, d, e, f, g, h: the latest is a or e.
        let state =
            (0..<4).map { rows.a[3 - $0].value } + (0..<4).map { rows.e[3 - $0].value }
        builder.receive(
            [clock, isEnd] + state, on: MachineBus.sha256State, multiplicity: positions[0] + isEnd)
        // The rows of the block count from 0.
        let index = (1..<4).reduce(Builder.Value.zero) {
            $0 + positions[$1 + 1] * Builder.Value(UInt32($1))
        }
        builder.receive(
            [clock, index] + (0..<4).map { rows.w[$0].value }, on: MachineBus.sha256Block,
            multiplicity: positions[1] + positions[2] + positions[3] + positions[4])
    }
}
