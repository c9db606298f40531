import Constraints
import Fields
import Riscv

/// Expressions that several constraints of a row of `KeccakChip` share.
struct KeccakRow<Value: ConstraintValue> {
    typealias Column = KeccakChip.Column

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

    subscript(_ member: KeccakSchedule.Member) -> Value { self[.scheduled(member)] }

    /// Whether x has each value.
    var isX: [Value] { (0..<5).map { self[.isX($0)] } }

    /// The coordinate x of theta and y of chi.
    var coordinate: Value { (1..<5).reduce(.zero) { $0 + isX[$1] * Value(UInt32($1)) } }

    /// Whether the row belongs to a call.
    var isReal: Value { isX.reduce(.zero, +) }

    /// Whether the next row is of the same call.
    var continues: Value { isReal - self[.isLast] }

    /// The quarter of two bytes.
    func quarter(_ byte: (Int) -> Value) -> Value { byte(0) + byte(1) * Value(256) }

    /// The quarter of two bytes.
    func quarter(_ byte: (Int) -> Column) -> Value { quarter { self[byte($0)] } }

    /// A byte of the parity of the lanes of slots up to one.
    func parity(_ slot: Int, _ byte: Int) -> Value {
        (1..<slot + 1).reduce(self[.before(0, byte)]) {
            $0 + self[.before($1, byte)] - Value(2) * self[.parityAnd($1, byte)]
        }
    }

    /// A byte of what theta changes in all lanes of the column.
    func change(_ byte: Int) -> Value {
        self[.previousParity(byte)] + self[.rotatedParity(byte)]
            - Value(2) * self[.paritiesAnd(byte)]
    }

    /// A byte of the lane of a slot after theta.
    func changed(_ slot: Int, _ byte: Int) -> Value {
        self[.before(slot, byte)] + change(byte) - Value(2) * self[.changeAnd(slot, byte)]
    }

    /// A byte of the lane of a slot after chi.
    func output(_ slot: Int, _ byte: Int) -> Value {
        self[.input(slot, byte)] + self[.masked(slot, byte)]
            - Value(2) * self[.inputAnd(slot, byte)]
    }

    /// A byte of the lane of a slot after iota, which changes slot 0.
    func result(_ slot: Int, _ byte: Int) -> Value {
        guard slot == 0 else { return output(slot, byte) }
        return output(0, byte) + self[.constant(byte)] - Value(2) * self[.constantAnd(byte)]
    }
}

extension KeccakChip {
    /// The position of a row in its call, as in `ProductDivisionChip`.
    static func describePosition<Builder: ConstraintBuilder>(
        _ row: KeccakRow<Builder.Value>, _ next: KeccakRow<Builder.Value>,
        to builder: inout Builder
    ) {
        // isReal is the sum of five flags; where it is not 1 all are zero, so it is a bit. Where it
        // is 1 the schedule has the flags.
        for flag in KeccakSchedule.Member.flags {
            builder.require("padding has no flag", zero: (.one - row.isReal) * row[flag])
        }
        builder.require(
            "steps follow one another", next[.step], equals: row.continues * (row[.step] + .one))
        builder.require("call comes to its end", zero: row.continues * (.one - next.isReal))
        for column in [Column.clock, .stateCell, .argument] {
            builder.require(
                "rows are of one call", zero: row.continues * (next[column] - row[column]))
        }
    }

    /// Rotations to the left by s bits, from 0 to 15; those by 16 are other places on the bus.
    ///
    /// With q the quarter and `upper` its upper s bits, in place, below the one below it:
    ///
    ///     rotated = 2^s (q - upper) + 2^s below / 2^16
    ///
    /// q and rotated have bytes, and upper is looked up: all are below 2^16, and so the equation
    /// times 2^16, whose terms are below 2^48, holds in the integers. Therefore 2^s below is a
    /// multiple of 2^16, so below has no bits but the upper s, for all quarters, and 2^s (q -
    /// upper) is above -2^s and below 2^16: q - upper has the other bits.
    static func describeRotations<Builder: ConstraintBuilder>(
        _ row: KeccakRow<Builder.Value>, _ next: KeccakRow<Builder.Value>,
        to builder: inout Builder
    ) {
        // Whether the next row has the quarter above that of the row: the same x. A row that has
        // none above is the highest, and the one behind it the lowest.
        let isSame = zip(row.isX, next.isX).reduce(.zero) { $0 + $1.0 * $1.1 }
        for slot in 0..<rotationCount {
            let (upper, last) = (row[.upper(slot)], row[.upperOfLast(slot)])
            let (nextBelow, nextLast) = (next[.upperBelow(slot)], next[.upperOfLast(slot)])
            builder.require("upper bits below", zero: isSame * (nextBelow - upper))
            builder.require("upper bits of the last stay", zero: isSame * (nextLast - last))
            builder.require("upper bits of the last", zero: (row.isReal - isSame) * (last - upper))
            builder.require(
                "upper bits below the first", zero: (.one - isSame) * (nextBelow - nextLast))
        }
        let inverse = Builder.Value(constant: Goldilocks(1 << 16).inverseOrZero)
        func rotated(_ slot: Int, _ quarter: Builder.Value) -> Builder.Value {
            quarter - row[.upper(slot)] + row[.upperBelow(slot)] * inverse
        }
        for slot in 0..<slotCount {
            let factor = (0..<5).reduce(Builder.Value.zero) { sum, x in
                let bits = KeccakSchedule.rotations[x + 5 * slot] % 16
                return sum + row.isX[x] * builder.power(bits)
            }
            builder.require(
                "rotated lane", row[.rotated(slot)],
                equals: factor * rotated(slot, row.quarter { row.changed(slot, $0) }))
        }
        builder.require(
            "rotated parity", row.quarter(Column.rotatedParity),
            equals: Builder.Value(2) * rotated(paritySlot, row[.nextParity]))
        for slot in 0..<rotationCount {
            builder.requireRange(.bits16, row[.upper(slot)], multiplicity: row.isReal)
        }
    }

    /// Theta: each lane XOR the parity of column x - 1 and the rotated one of column x + 1.
    static func describeTheta<Builder: ConstraintBuilder>(
        _ row: KeccakRow<Builder.Value>, to builder: inout Builder
    ) {
        for byte in 0..<2 {
            for slot in 1..<slotCount {
                builder.lookUpBytes(
                    row.parity(slot - 1, byte), row[.before(slot, byte)],
                    and: row[.parityAnd(slot, byte)], multiplicity: row.isReal)
            }
            builder.lookUpBytes(
                row[.previousParity(byte)], row[.rotatedParity(byte)],
                and: row[.paritiesAnd(byte)], multiplicity: row.isReal)
            for slot in 0..<slotCount {
                builder.lookUpBytes(
                    row[.before(slot, byte)], row.change(byte), and: row[.changeAnd(slot, byte)],
                    multiplicity: row.isReal)
            }
        }
    }

    /// Chi: each lane XOR (NOT the next AND the one after it); iota: lane (0, 0) XOR the constant.
    static func describeChi<Builder: ConstraintBuilder>(
        _ row: KeccakRow<Builder.Value>, to builder: inout Builder
    ) {
        builder.require(
            "round constant", row.quarter(Column.constant), equals: row[.constant])
        for byte in 0..<2 {
            for slot in 0..<slotCount {
                let (first, second) = ((slot + 1) % slotCount, (slot + 2) % slotCount)
                builder.lookUpBytes(
                    Builder.Value(255) - row[.input(first, byte)], row[.input(second, byte)],
                    and: row[.masked(slot, byte)], multiplicity: row.isReal)
                builder.lookUpBytes(
                    row[.input(slot, byte)], row[.masked(slot, byte)],
                    and: row[.inputAnd(slot, byte)], multiplicity: row.isReal)
            }
            builder.lookUpBytes(
                row.output(0, byte), row[.constant(byte)], and: row[.constantAnd(byte)],
                multiplicity: row.isReal)
        }
    }
}

/// Traffic with other rows and with memory.
extension KeccakChip {
    /// The kinds of quarters on the lane bus: places of one kind start here, and are fewer than
    /// 4,096.
    enum Place {
        /// A quarter of a lane for theta, at 5 step + slot; those after the last round go to
        /// memory.
        static let theta: UInt32 = 0
        /// A quarter of a lane for chi, at 5 step + slot.
        static let chi: UInt32 = 1 << 12
        /// A quarter of the parity of a column, at the step that makes it.
        static let parity: UInt32 = 2 << 12
    }

    /// Quarters from row to row: what is received is what was sent.
    ///
    /// Each place is sent by one row and received by one, the parity of a column by two. A call has
    /// each of its rows once, and no other call has its clock.
    static func describeLanes<Builder: ConstraintBuilder>(
        _ row: KeccakRow<Builder.Value>, to builder: inout Builder
    ) {
        func tuple(_ place: Builder.Value, _ value: Builder.Value) -> [Builder.Value] {
            [row[.clock], place, value]
        }
        func constant(_ value: Int) -> Builder.Value { Builder.Value(UInt32(value)) }
        let (step, isReal) = (row[.step], row.isReal)
        let rowCount = KeccakSchedule.roundRowCount
        let first = step * constant(slotCount)
        for slot in 0..<slotCount {
            let chi = constant(slot) + Builder.Value(Place.chi)
            builder.receive(
                tuple(first + constant(slot), row.quarter { row[.before(slot, $0)] }),
                on: MachineBus.lane, multiplicity: isReal)
            builder.send(
                tuple(
                    row[.target(slot)] + Builder.Value(Place.chi), row[.rotated(slot)]),
                on: MachineBus.lane, multiplicity: isReal)
            builder.receive(
                tuple(first + chi, row.quarter { row[.input(slot, $0)] }), on: MachineBus.lane,
                multiplicity: isReal)
            // Lane (slot, y) is in slot y of the row of x = slot in the next round:
            // 5 (step - 4 y + 4 slot + 20) + y.
            let place =
                first + constant(slotCount * (rowCount + KeccakSchedule.quarterCount * slot))
                - constant(slotCount * KeccakSchedule.quarterCount - 1) * row.coordinate
            builder.send(
                tuple(place, row.quarter { row.result(slot, $0) }), on: MachineBus.lane,
                multiplicity: isReal)
        }
        let parity = step + Builder.Value(Place.parity)
        let (quarters, round) = (constant(KeccakSchedule.quarterCount), constant(rowCount))
        builder.send(
            tuple(parity, row.quarter { row.parity(slotCount - 1, $0) }), on: MachineBus.lane,
            multiplicity: isReal + isReal)
        builder.receive(
            tuple(parity - quarters + row[.isX0] * round, row.quarter(Column.previousParity)),
            on: MachineBus.lane, multiplicity: isReal)
        builder.receive(
            tuple(parity + quarters - row[.isX4] * round, row[.nextParity]),
            on: MachineBus.lane, multiplicity: isReal)
    }

    /// The word of memory of the first 50 rows.
    ///
    /// Its halves before go to theta of round 0, which has their bytes; those after are what chi of
    /// the last round sends to theta of a round 24, which are bytes too: so both are words.
    static func describeAccess<Builder: ConstraintBuilder>(
        _ row: KeccakRow<Builder.Value>, to builder: inout Builder
    ) {
        let isAccess = row[.isAccess]
        let slots = Builder.Value(UInt32(slotCount))
        let last = Builder.Value(UInt32(slotCount * KeccakSchedule.count))
        for half in 0..<2 {
            let place = half == 0 ? row[.wordPlace] : row[.wordPlace] + slots
            builder.send(
                [row[.clock], place, row[.wordBefore(half)]], on: MachineBus.lane,
                multiplicity: isAccess)
            builder.receive(
                [row[.clock], place + last, row[.wordAfter(half)]], on: MachineBus.lane,
                multiplicity: isAccess)
        }
        builder.access(
            cell: row[.stateCell] + row[.step],
            before: builder.word(row[.wordBefore(0)], row[.wordBefore(1)]),
            after: builder.word(row[.wordAfter(0)], row[.wordAfter(1)]),
            time: row[.clock] + Builder.Value(Clock.hostWrite),
            gap: (row[.gapLow], row[.gapHigh]), multiplicity: isAccess)
        builder.lookUp(
            KeccakSchedule.Member.allCases.map { row[$0] }, ofStep: row[.step],
            from: KeccakSchedule.start, multiplicity: row.isReal)
        // As in `Poseidon2Chip`, an address that is no multiple of four gives cells that memory
        // does not have.
        builder.receiveOperation(
            .hostCall(
                .keccakPermute, clock: row[.clock], a0: row[.stateCell] * Builder.Value(4),
                a1: row[.argument]),
            multiplicity: row[.isLast])
    }
}

extension ConstraintBuilder {
    /// Looks up two bytes with their AND, when the multiplicity is 1.
    fileprivate mutating func lookUpBytes(
        _ x: Value, _ y: Value, and: Value, multiplicity: Value
    ) {
        send([x, y, and], on: MachineBus.bytes, multiplicity: multiplicity)
    }
}
