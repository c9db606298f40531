import Constraints
import Fields
import Hashing
public import Polynomials
import Riscv
public import RiscvCircuits

extension KeccakChip: ProvableChip {
    private typealias Steps = KeccakSchedule

    /// The rows of each permutation.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let schedule = schedule
        return filling.trace(
            of: KeccakChip.self, run.record.calls[.keccakPermute] ?? [],
            rowsPerRecord: Steps.count
        ) { fill($0, schedule, $1, &$2) }
    }

    /// The rows of each permutation.
    public static func rowCount(_ counts: EventCounts) -> Int {
        counts.callCount(.keccakPermute) * Steps.count
    }

    /// Fills the rows of a permutation.
    ///
    /// Never traps: a result that is another is not what the rows send.
    private static func fill(
        _ call: HostCallRecord, _ schedule: Schedule, _ rows: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        var lanes = (0..<25).map { lane in
            UInt64(call.access(2 * lane).before) | UInt64(call.access(2 * lane + 1).before) << 32
        }
        for number in 0..<Steps.roundCount {
            let round = KeccakRound(lanes, constant: Keccak256.roundConstants[number])
            for index in 0..<Steps.roundRowCount {
                let step = number * Steps.roundRowCount + index
                let row = rows.row(step)
                row.set(.step, UInt32(step))
                row.set(.clock, call.clock)
                row[.stateCell] = call.firstCell
                row.set(.argument, call.argument1)
                for member in Steps.Member.allCases {
                    row.set(.scheduled(member), schedule.rows[step][member.rawValue])
                }
                if step < Steps.wordCount { fillAccess(call, step, row, &tally) }
                let position = (x: index / Steps.quarterCount, quarter: index % Steps.quarterCount)
                fillTheta(round, position, row, &tally)
                fillChi(round, position, row, &tally)
            }
            lanes = round.after
        }
    }

    private static func fillAccess(
        _ call: HostCallRecord, _ word: Int, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let access = call.access(word)
        let gap = access.gap(at: call.clock &+ Clock.hostWrite)
        for half in 0..<2 {
            row.set(.wordBefore(half), access.before >> UInt32(16 * half) & 0xffff)
            row.set(.wordAfter(half), access.after >> UInt32(16 * half) & 0xffff)
        }
        row.set(.gapLow, gap.low)
        row.set(.gapHigh, gap.high)
        tally.gap(gap)
    }

    private static func fillTheta(
        _ round: KeccakRound, _ position: (x: Int, quarter: Int), _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let (x, quarter) = position
        let (previous, next) = (round.parity[(x + 4) % 5], round.parity[(x + 1) % 5])
        let turned = next.rotated(by: 1)
        row.set(.nextParity, next.quarter(quarter))
        fillUpper(paritySlot, next, 1, quarter, row, &tally)
        for byte in 0..<2 {
            let (p, e) = (previous.byte(quarter, byte), turned.byte(quarter, byte))
            row.set(.previousParity(byte), p)
            row.set(.rotatedParity(byte), e)
            row.set(.paritiesAnd(byte), tally.and(p, e))
            var parity: UInt32 = 0
            for slot in 0..<slotCount {
                let lane = round.before[x + 5 * slot].byte(quarter, byte)
                row.set(.before(slot, byte), lane)
                row.set(.changeAnd(slot, byte), tally.and(lane, p ^ e))
                if slot > 0 { row.set(.parityAnd(slot, byte), tally.and(parity, lane)) }
                parity ^= lane
            }
        }
        for slot in 0..<slotCount {
            let count = Steps.rotations[x + 5 * slot]
            let lane = round.before[x + 5 * slot] ^ previous ^ turned
            fillUpper(slot, lane, count % 16, quarter, row, &tally)
            let moved = lane.rotated(by: count).quarter((quarter + count / 16) % 4)
            row.set(.rotated(slot), moved)
        }
    }

    /// The upper bits of a quarter of a lane, of the one below it, and of the highest.
    private static func fillUpper(
        _ slot: Int, _ lane: UInt64, _ count: Int, _ quarter: Int, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let mask: UInt32 = 0xffff << UInt32(16 - count) & 0xffff
        let upper = lane.quarter(quarter) & mask
        row.set(.upper(slot), upper)
        row.set(.upperBelow(slot), lane.quarter((quarter + 3) % 4) & mask)
        row.set(.upperOfLast(slot), lane.quarter(3) & mask)
        tally.range(.bits16, upper)
    }

    private static func fillChi(
        _ round: KeccakRound, _ position: (x: Int, quarter: Int), _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let (y, quarter) = position
        let constant = y == 0 ? round.constant : 0
        for byte in 0..<2 {
            let plane = (0..<slotCount).map { round.moved[$0 + 5 * y].byte(quarter, byte) }
            for slot in 0..<slotCount {
                let masked = tally.and(
                    255 - plane[(slot + 1) % slotCount], plane[(slot + 2) % slotCount])
                row.set(.input(slot, byte), plane[slot])
                row.set(.masked(slot, byte), masked)
                row.set(.inputAnd(slot, byte), tally.and(plane[slot], masked))
            }
            let output = plane[0] ^ (255 - plane[1]) & plane[2]
            row.set(.constant(byte), constant.byte(quarter, byte))
            row.set(.constantAnd(byte), tally.and(output, constant.byte(quarter, byte)))
        }
    }
}

/// The lanes of a round, (x, y) at x + 5 y.
private struct KeccakRound {
    let constant: UInt64
    /// Before theta.
    let before: [UInt64]
    /// The parity of each column before theta.
    let parity: [UInt64]
    /// After pi.
    let moved: [UInt64]
    /// After iota.
    let after: [UInt64]

    init(_ lanes: [UInt64], constant: UInt64) {
        self.constant = constant
        before = lanes
        let parity = (0..<5).map { x in (0..<5).reduce(0) { $0 ^ lanes[x + 5 * $1] } }
        self.parity = parity
        var moved = lanes
        for x in 0..<5 {
            let change = parity[(x + 4) % 5] ^ parity[(x + 1) % 5].rotated(by: 1)
            for y in 0..<5 {
                let lane = lanes[x + 5 * y] ^ change
                moved[y + 5 * ((2 * x + 3 * y) % 5)] =
                    lane.rotated(by: KeccakSchedule.rotations[x + 5 * y])
            }
        }
        self.moved = moved
        var after = (0..<25).map { lane in
            let (x, row) = (lane % 5, lane - lane % 5)
            return moved[lane] ^ ~moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5]
        }
        after[0] ^= constant
        self.after = after
    }
}

extension UInt64 {
    fileprivate func rotated(by count: Int) -> UInt64 {
        self << UInt64(count) | self >> UInt64(64 - count)
    }

    fileprivate func quarter(_ index: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: self >> UInt64(16 * index) & 0xffff)
    }

    fileprivate func byte(_ quarter: Int, _ byte: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: self >> UInt64(16 * quarter + 8 * byte) & 0xff)
    }
}

extension LookupTally {
    /// Counts a lookup of two bytes and returns their AND.
    fileprivate mutating func and(_ x: UInt32, _ y: UInt32) -> UInt32 {
        bytes(x, y)
        return x & y
    }
}
