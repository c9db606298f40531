import Constraints
import Fields
public import Polynomials
import Riscv
public import RiscvCircuits

extension ProductDivisionChip: ProvableChip {
    /// The rows of each call.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        filling.trace(
            of: ProductDivisionChip.self, run.record.calls[.productDivision] ?? [],
            rowsPerRecord: rowCount, fill)
    }

    /// The rows of each call.
    public static func rowCount(_ counts: EventCounts) -> Int {
        counts.callCount(.productDivision) * rowCount
    }

    /// Fills the rows of a call.
    ///
    /// Never traps: words that are no results leave a carry or a borrow in the last row, which
    /// constraints refuse.
    private static func fill(
        _ call: HostCallRecord, _ rows: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        var state = ProductDivisionState(call)
        for step in 0..<rowCount {
            let row = rows.row(step)
            row.set(.step, UInt32(step))
            row.set(.clock, call.clock)
            row[.operandCell] = call.firstCell
            row[.resultCell] = call.secondCell
            row.set(step < wordCount ? .multiplies : .reduces, 1)
            row.set(.isLast, step == rowCount - 1 ? 1 : 0)
            fillRegisters(state, step, row)
            fillAccesses(call, step, row, &tally)
            if step < wordCount {
                fillHalves(Column.multiplier, state.a[step], row, &tally)
                fillHalves(Column.quotient, state.q[step], row, &tally)
                fillHalves(Column.rest, state.r[step], row, &tally)
            } else {
                fillHalves(Column.rest, state.compare(step - wordCount), row, &tally)
            }
            let (low, high) = state.advance(step)
            fillCarry(Column.lowCarry, low, row, &tally)
            fillCarry(Column.highCarry, high, row, &tally)
        }
    }

    private static func fillRegisters(
        _ state: ProductDivisionState, _ step: Int, _ row: TraceRow<Column>
    ) {
        let shift = max(0, step - wordCount)
        for word in 0..<wordCount - shift {
            row.set(.factor(word), state.b[word + shift])
            row.set(.divisor(word), state.m[word + shift])
        }
        for word in 0..<wordCount where state.r.indices.contains(step - wordCount + word) {
            row.set(.remainder(word), state.r[step - wordCount + word])
        }
        for place in 0..<sumCount {
            row[.lowSum(place)] = Goldilocks(signed: state.low[place])
            row[.highSum(place)] = Goldilocks(signed: state.high[place])
        }
        row.set(.borrow, state.borrow)
    }

    /// The words at the place of the row among operands and results, and the word of m.
    private static func fillAccesses(
        _ call: HostCallRecord, _ step: Int, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let (operand, result) = (call.access(step), call.access(3 * wordCount + step))
        row.set(.operand, operand.after)
        row.set(.written, result.after)
        row.set(.before, result.before)
        fillGap(0, operand.gap(at: call.clock &+ Clock.hostRead), row, &tally)
        fillGap(1, result.gap(at: call.clock &+ Clock.hostWrite), row, &tally)
        guard step >= wordCount else { return }
        let divisor = call.access(wordCount + step)
        fillGap(2, divisor.gap(at: call.clock &+ Clock.hostRead), row, &tally)
    }

    private static func fillGap(
        _ access: Int, _ gap: (low: UInt32, high: UInt32), _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        row.set(.gapLow(access), gap.low)
        row.set(.gapHigh(access), gap.high)
        tally.gap(gap)
    }

    private static func fillHalves(
        _ half: (Int) -> Column, _ word: UInt32, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        row.setHalves(half(0), half(1), word, &tally)
    }

    private static func fillCarry(
        _ limb: (Int) -> Column, _ carry: Int64, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let raised = UInt64(bitPattern: carry &+ Int64(carryOffset))
        for index in 0..<carryLimbCount {
            let value = UInt32(truncatingIfNeeded: raised >> UInt64(16 * index) & 0xffff)
            row.set(limb(index), value)
            tally.range(.bits16, value)
        }
    }
}

/// The integers of a call, and what passes from row to row.
private struct ProductDivisionState {
    let a: [UInt32], b: [UInt32], m: [UInt32], q: [UInt32], r: [UInt32]
    /// Sums of products; all below 2^52, as `describeSums` shows.
    var low = [Int64](repeating: 0, count: ProductDivisionChip.wordCount)
    var high = [Int64](repeating: 0, count: ProductDivisionChip.wordCount)
    var borrow: UInt32 = 1

    init(_ call: HostCallRecord) {
        func integer(_ index: Int) -> [UInt32] {
            let count = ProductDivisionChip.wordCount
            return (0..<count).map { call.access(index * count + $0).after }
        }
        (a, b, m, q, r) = (integer(0), integer(1), integer(2), integer(3), integer(4))
    }

    /// The word of m - r - 1 at an index; the borrow goes on to the next.
    mutating func compare(_ word: Int) -> UInt32 {
        let difference = Int64(m[word]) - Int64(r[word]) - Int64(borrow)
        borrow = difference < 0 ? 1 : 0
        return UInt32(truncatingIfNeeded: difference)
    }

    /// Adds the products of a row, and returns its carries.
    mutating func advance(_ step: Int) -> (low: Int64, high: Int64) {
        if step < a.count {
            for word in b.indices {
                let (factor, divisor) = (Int64(b[word]), Int64(m[word]))
                low[word] +=
                    Int64(a[step] & 0xffff) * factor - Int64(q[step] & 0xffff) * divisor
                high[word] += Int64(a[step] >> 16) * factor - Int64(q[step] >> 16) * divisor
            }
            low[0] -= Int64(r[step] & 0xffff)
            high[0] -= Int64(r[step] >> 16)
        }
        let lowCarry = low[0] >> 16
        let highCarry = (high[0] + lowCarry) >> 16
        low = Array(low.dropFirst()) + [0]
        high = Array(high.dropFirst()) + [0]
        low[0] += highCarry
        return (lowCarry, highCarry)
    }
}

extension Goldilocks {
    /// The residue of an integer of absolute value below 2^63.
    fileprivate init(signed integer: Int64) {
        let size = Goldilocks(reducing: integer.magnitude)
        self = integer < 0 ? -size : size
    }
}
