import Fields
import Hashing
import Parallel
public import Polynomials
import Riscv
public import RiscvCircuits

/// A row of rounds: which compression, and which of its rows.
struct SHA256RoundRow {
    let position: Int
    let rounds: SHA256Rounds
    /// The words of this row and the next, which may be the next compression's.
    let a: [UInt32]
    let e: [UInt32]
    let w: [UInt32]

    init(_ row: Int, of compressions: [SHA256Rounds]) {
        let (index, position) = row.quotientAndRemainder(dividingBy: SHA256RoundChip.rowCount)
        let rounds = compressions[index]
        self.position = position
        self.rounds = rounds
        let place = 4 * position
        guard position == SHA256RoundChip.rowCount - 1 else {
            (a, e, w) = (
                Array(rounds.a[place..<place + 8]), Array(rounds.e[place..<place + 8]),
                Array(rounds.w[place..<place + 8])
            )
            return
        }
        let next = index + 1 < compressions.count ? compressions[index + 1] : SHA256Rounds()
        a = Array(rounds.a[place...] + next.a[..<4])
        e = Array(rounds.e[place...] + next.e[..<4])
        w = Array(rounds.w[place...] + next.w[..<4])
    }
}

extension SHA256RoundChip: ProvableChip {
    /// The trace of all compressions, `nil` without any.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let calls = run.record.calls[.sha256Compress] ?? []
        let compressions = filling.workers.map(calls.count) { SHA256Rounds(calls[$0]) }
        let rows = Array(0..<rowCount * calls.count)
        return filling.trace(of: SHA256RoundChip.self, rows) { index, row, _ in
            fill(SHA256RoundRow(index, of: compressions), row)
        }
    }

    /// Fills a row.
    static func fill(_ source: SHA256RoundRow, _ row: TraceRow<Column>) {
        row[.position(source.position)] = .one
        row.set(.clock, source.rounds.clock)
        for round in 0..<4 {
            for bit in 0..<32 {
                row.set(.a(round, bit: bit), source.a[round] >> UInt32(bit) & 1)
                row.set(.e(round, bit: bit), source.e[round] >> UInt32(bit) & 1)
                row.set(.w(round, bit: bit), source.w[round] >> UInt32(bit) & 1)
            }
            fillSums(round, source, row)
            if source.position > 0 { fillCarries(round, source, row) }
            fillSchedule(round, source, row)
        }
    }

    /// T1 and T2 of the next row.
    private static func fillSums(
        _ round: Int, _ source: SHA256RoundRow, _ row: TraceRow<Column>
    ) {
        let isLast = source.position == rowCount - 1
        let constant =
            isLast ? 0 : SHA256.roundConstants[4 * source.position + round]
        let first = SHA256Rounds.firstSum(
            source.e[round..<round + 4], source.w[4 + round], constant: constant)
        row[.first(round)] = Goldilocks(reducing: first)
        row[.second(round)] = Goldilocks(
            reducing: SHA256Rounds.secondSum(source.a[round..<round + 4]))
    }

    /// The carries of this row.
    private static func fillCarries(
        _ round: Int, _ source: SHA256RoundRow, _ row: TraceRow<Column>
    ) {
        let place = 4 * source.position + round
        let rounds = source.rounds
        let d = UInt64(rounds.a[place - 4])
        let carryE = UInt32((d + rounds.firstSum(place)) >> 32)
        row.set(.carryELow(round), carryE % 3)
        row.set(.carryEHigh(round), carryE / 3)
        // Plus one, so that it is not negative.
        let carryA = (1 << 32 + UInt64(rounds.e[place]) + rounds.secondSum(place) - d) >> 32
        row.set(.carryALow(round), UInt32(carryA & 1))
        row.set(.carryAHigh(round), UInt32(carryA >> 1))
        guard place >= 20 else { return }
        let carryW = rounds.scheduleSum(place) >> 32
        row.set(.carryWLow(round), UInt32(carryW & 1))
        row.set(.carryWHigh(round), UInt32(carryW >> 1))
    }

    private static func fillSchedule(
        _ round: Int, _ source: SHA256RoundRow, _ row: TraceRow<Column>
    ) {
        func start(_ place: Int) -> UInt64 {
            UInt64(source.rounds.w[place])
                + UInt64(SHA256Rounds.sigma0(source.rounds.w[place + 1]))
        }
        let w = source.w
        let place = 4 * source.position + round
        row[.pending(round, age: 0)] =
            Goldilocks(w[round]) + Goldilocks(SHA256Rounds.sigma0(w[round + 1]))
        if source.position >= 1 {
            row[.pending(round, age: 1)] = Goldilocks(reducing: start(place - 4))
            // The first row takes over nothing.
            let older = source.position >= 2 ? start(place - 8) : 0
            let seventh = round == 3 ? 0 : UInt64(w[round + 1])
            row[.pending(round, age: 2)] = Goldilocks(reducing: older + seventh)
        }
        // What the next word lacks: the terms gathered where the schedule makes it.
        let isMade = (4..<rowCount - 1).contains(source.position)
        let carry = isMade ? source.rounds.scheduleSum(place + 4) >> 32 : 0
        row[.pending(round, age: 3)] =
            Goldilocks(reducing: UInt64(w[4 + round]) + carry << 32)
            - Goldilocks(SHA256Rounds.sigma1(w[2 + round]))
    }
}
