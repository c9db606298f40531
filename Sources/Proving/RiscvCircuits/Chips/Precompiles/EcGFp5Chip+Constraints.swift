import Constraints
import Fields
import Riscv

/// The position of a row in its call.
extension EcGFp5Chip {
    static func describePosition<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, _ next: EcGFp5Row<Builder.Value>,
        to builder: inout Builder
    ) {
        let isReal = row[.isReal]
        // Rows of a call have the flags of the schedule, padding has none. A row with a flag has
        // isReal = 1; one without has isReal = 0, as every step of the schedule has a flag, so that
        // a row without any is not in the table.
        for flag in EcGFp5Schedule.Member.flags {
            builder.require("padding has no flag", zero: (.one - isReal) * row[flag])
        }
        // Steps count from 0, which follows the end of a call and padding; only the last row of a
        // call does not continue. So a call has all rows, in their order.
        builder.require(
            "steps follow one another", next[.step], equals: row.continues * (row[.step] + .one))
        builder.require("call comes to its end", zero: row.continues * (.one - next[.isReal]))
        builder.require(
            "rows are of one call", zero: row.continues * (next[.clock] - row[.clock]))
        // Cells are those of the operands, from the encoding on those of the result.
        builder.require(
            "first cell",
            zero: (row.continues - next[.isEncoding]) * (next[.firstCell] - row[.firstCell]))
    }
}

/// Points.
extension EcGFp5Chip {
    /// The complete addition of eprint 2022/274, section 4, with denominators one.
    ///
    /// With b = 263 z, xx = x1 x2 and uu = u1 u2, which have cells:
    ///
    ///     total = xx + b
    ///     second = uu (2 b (x1 + x2) + 2 total)
    ///     third = (1 + 2 uu) (x1 + x2 + total)
    ///     x3 (total - second) = b (third - total)
    ///     u3 (total + second) = (u1 + u2) (b - xx)
    ///
    /// For group elements neither factor on the left is zero, so both equations have one solution,
    /// the sum; (0, 0) is the neutral element. Where a row does not add, `adds` = 0 in place of the
    /// ones makes xx and uu zero and both equations 0 = 0.
    static func describeSum<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, _ next: EcGFp5Row<Builder.Value>,
        to builder: inout Builder
    ) {
        typealias Element = QuinticValue<Builder.Value>
        let (adds, xx, uu) = (row.adds, row.productX, row.productU)
        builder.require(
            "product of x", zero: xx - (row.accumulatorX * row.operandX).scaled(by: adds))
        builder.require(
            "product of u", zero: uu - (row.accumulatorU * row.operandU).scaled(by: adds))
        let one = Element(base: adds)
        let b = one.timesZ(263)
        let crossX = row.accumulatorX + row.operandX
        let crossU = row.accumulatorU + row.operandU
        let total = xx + b
        let second = uu * (crossX.timesZ(2 * 263) + total + total)
        let third = (one + uu + uu) * (crossX + total)
        builder.require(
            "x of the sum",
            zero: next.accumulatorX * (total - second) - (third - total).timesZ(263))
        builder.require(
            "u of the sum", zero: next.accumulatorU * (total + second) - crossU * (b - xx))
    }

    /// Where accumulators begin, and what operands are.
    static func describeOperand<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, _ next: EcGFp5Row<Builder.Value>,
        to builder: inout Builder
    ) {
        // The multiples of -P, and the sum, begin with the neutral element.
        let precedesNeutral = row[.isDecoding] + row[.isBuilt]
        builder.require("neutral x", zero: next.accumulatorX, where: precedesNeutral)
        builder.require("neutral u", zero: next.accumulatorU, where: precedesNeutral)
        builder.require(
            "x is doubled", zero: row.operandX - row.accumulatorX, where: row[.isDoubling])
        builder.require(
            "u is doubled", zero: row.operandU - row.accumulatorU, where: row[.isDoubling])
        // Rows of the table add the same point; the elements of the key and of the result stay from
        // a low to a high word, then the next one comes first.
        builder.require(
            "x stays", zero: next.operandX - row.operandX,
            where: row[.isBuilding] + row[.isLow])
        builder.require(
            "u stays", zero: next.operandU - row.operandU, where: row[.isBuilding])
        builder.require(
            "next element", zero: next.operandX - row.operandX.rotated, where: row[.isHigh])
        // The table of the point on the point bus; windows of s go down from the highest.
        let encodingStep = Builder.Value(UInt32(EcGFp5Schedule.encodingStep))
        builder.require(
            "table of the point", row[.table],
            equals: row[.addsKey] * row[.clock]
                + row[.addsGenerator] * (row[.step] - encodingStep))
    }
}

/// Words of memory.
extension EcGFp5Chip {
    /// The digits of a word of s or e, from the highest.
    ///
    /// The point bus has the digits of each table only, so they are in their range.
    static func describeDigits<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, _ next: EcGFp5Row<Builder.Value>,
        to builder: inout Builder
    ) {
        // next word = next scale word + next digit
        builder.require(
            "digits of a word",
            zero: (next[.addsKey] + next[.addsGenerator])
                * (next[.word] - next[.scale] * row[.word] - next[.digit]))
        builder.require(
            "word stays", zero: next[.isDoubling] * (next[.word] - row[.word]))
    }

    /// Two words are the canonical form of the first element, and a word that is written is one.
    static func describeWords<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, _ next: EcGFp5Row<Builder.Value>,
        to builder: inout Builder
    ) {
        let (flag, low, high) = (row.hasLowWord, row[.word], next[.word])
        builder.require(
            "element of words",
            zero: flag * (row[.element(0)] - low - high * builder.power(32)))
        // isBelow = (2^32 - 1 - high) inverse, low (1 - isBelow) = 0: if the high word is 2^32 - 1
        // then the low word is 0, as in `Poseidon2Chip`.
        let top = Builder.Value(UInt32.max)
        builder.require(
            "high word is below", zero: flag * (row[.isBelow] - (top - high) * row[.inverse]))
        builder.require("element is canonical", zero: flag * low * (.one - row[.isBelow]))
        builder.require(
            "word that is read",
            zero: (row[.isAccess] - row[.isWrite]) * (row[.before] - row[.word]))
        builder.require(
            "word that is written",
            zero: row[.isWrite]
                * (row[.word] - builder.word(row[.wordLow], row[.wordHigh])))
    }

    /// The key's w is decoded to the operand of the next row, -P.
    ///
    /// P = (x, 1/w) is on the curve if w^2 x = x^2 + 2 x + b, which has two solutions for x. Group
    /// elements are the points whose x is no square (section 2.3); x x' = b is none, so one of the
    /// solutions is. 7 is no square in Goldilocks, nor, as 5 is odd, in the extension, so x is none
    /// exactly if 7 x is a square; x is not zero, as b is not. There is no inverse of w = 0, the
    /// neutral element.
    static func describeKey<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, _ next: EcGFp5Row<Builder.Value>,
        to builder: inout Builder
    ) {
        typealias Element = QuinticValue<Builder.Value>
        let flag = row[.isDecoding]
        // The last element is first, after four of five rotations.
        let w = row.operandX.rotated
        let (root, ordinate) = (row.accumulatorX, row.accumulatorU)
        let (x, u) = (next.operandX, next.operandU)
        let one = Element(base: .one)
        // u w = -1
        builder.require("u of -P", zero: u * w + one, where: flag)
        // ordinate = w x, as -x = u ordinate and u = -1/w
        builder.require("w x", zero: u * ordinate + x, where: flag)
        // w^2 x = x^2 + 2 x + b
        builder.require(
            "key is on the curve", zero: w * ordinate - x * x - x - x - one.timesZ(263),
            where: flag)
        // root^2 = 7 x
        builder.require(
            "key is in the group", zero: root * root - x.scaled(by: Builder.Value(7)),
            where: flag)
    }

    /// The elements of the result are w = 1/u of the sum, zero for the neutral element.
    ///
    /// If u is not zero then isNeutral is, and w u = 1; if it is, then isNeutral is 1, and w is
    /// zero.
    static func describeEncoding<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, to builder: inout Builder
    ) {
        typealias Element = QuinticValue<Builder.Value>
        let (flag, isNeutral) = (row[.isEncoding], row[.isNeutral])
        let (w, u) = (row.operandX, row.accumulatorU)
        // w u = 1 - isNeutral
        builder.require(
            "encoding", zero: w * u - Element(base: .one - isNeutral), where: flag)
        builder.require("neutral element", zero: u.scaled(by: isNeutral), where: flag)
        builder.require(
            "encoding of the neutral element", zero: w.scaled(by: isNeutral), where: flag)
    }
}

/// The traffic of a row.
extension EcGFp5Chip {
    static func describeTraffic<Builder: ConstraintBuilder>(
        _ row: EcGFp5Row<Builder.Value>, _ next: EcGFp5Row<Builder.Value>,
        to builder: inout Builder
    ) {
        // What the row does, by its number.
        let members = EcGFp5Schedule.Member.allCases.map { row[$0] }
        builder.lookUp(
            members, ofStep: row[.step], from: EcGFp5Schedule.start, multiplicity: row[.isReal])
        // A multiple of -P: as many times as digits add it, whatever that is; and the point that the
        // row adds, of the table of this call or of the generator's.
        let firstMultiple = Builder.Value(UInt32(EcGFp5Schedule.decodingStep + 1))
        builder.receive(
            [row[.clock], row[.step] - firstMultiple] + row.accumulatorX.coefficients
                + row.accumulatorU.coefficients,
            on: MachineBus.point, multiplicity: row.isMultiple * row[.digit])
        builder.send(
            [row[.table], row[.digit]] + row.operandX.coefficients + row.operandU.coefficients,
            on: MachineBus.point, multiplicity: row[.addsKey] + row[.addsGenerator])
        // a0 = 4 (first cell), a1 = 4 (first cell of the result). As in `Poseidon2Chip`, addresses
        // that are no multiple of four give cells that memory does not have.
        let four = Builder.Value(4)
        builder.receiveOperation(
            .hostCall(
                .ecGFp5DoubleScalar, clock: row[.clock], a0: row[.firstCell] * four,
                a1: next[.firstCell] * four),
            multiplicity: next[.isEncoding])
        builder.access(
            cell: row[.firstCell] + row[.wordIndex], before: row[.before], after: row[.word],
            time: row[.clock] + Builder.Value(Clock.hostRead) + row[.isWrite],
            gap: (row[.gapLow], row[.gapHigh]), multiplicity: row[.isAccess])
        builder.requireRange(.bits16, row[.wordLow], multiplicity: row[.isWrite])
        builder.requireRange(.bits16, row[.wordHigh], multiplicity: row[.isWrite])
    }
}
