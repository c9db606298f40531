import Fields
public import Polynomials
import Riscv
public import RiscvCircuits

extension Poseidon2Chip: ProvableChip {
    /// The rows of each call.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        filling.trace(
            of: Poseidon2Chip.self, run.record.calls[Width.precompile.call] ?? [],
            rowsPerRecord: rowCount, fill)
    }

    /// The rows of each call.
    public static func rowCount(_ counts: EventCounts) -> Int {
        counts.callCount(Width.precompile.call) * rowCount
    }

    /// Fills the rows of a call.
    ///
    /// Never traps: words after that are not the permutation of those before, or accesses
    /// that are missing, give rows that constraints or buses refuse.
    static func fill(
        _ call: HostCallRecord, _ rows: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        for number in 0..<rowCount {
            let row = rows.row(number)
            row[.isRow(number)] = .one
            row.set(.clock, call.clock)
            row[.cell] = call.firstCell
            fillWords(call, first: 2 * elementCount * number, row, &tally)
        }
        rows.set(.argument, call.argument1)
        for (number, neighbour) in [(1, 0), (2, 3)] {
            let row = rows.row(number)
            for index in 0..<elementCount {
                let low = 2 * (elementCount * neighbour + index)
                let (lowWord, highWord) = (call.access(low), call.access(low + 1))
                row[.passedInput(index)] = element(lowWord.before, highWord.before)
                row[.passedOutput(index)] = element(lowWord.after, highWord.after)
            }
        }
        fillRounds(call, rows)
    }

    private static func element(_ low: UInt32, _ high: UInt32) -> Goldilocks {
        Goldilocks(reducing: UInt64(low) | UInt64(high) << 32)
    }

    private static func fillWords(
        _ call: HostCallRecord, first: Int, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        for word in 0..<2 * elementCount {
            let access = call.access(first + word)
            row.set(.before(word), access.before)
            row.setHalves(.afterLow(word), .afterHigh(word), access.after, &tally)
            let gap = access.gap(at: call.clock &+ Clock.hostWrite)
            row.set(.gapLow(word), gap.low)
            row.set(.gapHigh(word), gap.high)
            tally.gap(gap)
        }
        var inverses = (0..<elementCount).map {
            Goldilocks(UInt32.max - call.access(first + 2 * $0 + 1).after)
        }
        Goldilocks.invertAll(&inverses)
        for index in 0..<elementCount { row[.inverse(index)] = inverses[index] }
    }

    private static func fillRounds(_ call: HostCallRecord, _ rows: TraceRow<Column>) {
        let input = (0..<Width.count).map {
            element(call.access(2 * $0).before, call.access(2 * $0 + 1).before)
        }
        var state = Poseidon2State<Width, Goldilocks>(input: input)
        for row in [2, 3] { fillFullRounds(&state, row: row, rows.row(row)) }
        for row in [3, 2, 1, 0] { fillPartialRounds(&state, row: row, rows.row(row)) }
        for row in [0, 1] { fillFullRounds(&state, row: row, rows.row(row)) }
    }

    /// x^3, and x^7.
    private static func powers(_ x: Goldilocks) -> (cube: Goldilocks, output: Goldilocks) {
        let cube = x.squared * x
        return (cube, cube.squared * x)
    }

    private static func fillFullRounds(
        _ state: inout Poseidon2State<Width, Goldilocks>, row number: Int,
        _ row: TraceRow<Column>
    ) {
        for index in 0..<Width.count { row[.start(index)] = state.elements[index] }
        for round in 0..<2 {
            let first = (fullRound(ofRow: number) + round) * Width.count
            let outputs = (0..<Width.count).map { index in
                let (cube, output) = powers(
                    state.elements[index] + Width.externalConstant(first + index))
                row[.cube(round, index)] = cube
                if round == 0 { row[.output(index)] = output }
                return output
            }
            state.endFullRound(outputs)
        }
    }

    /// The slots of a row; those that are idle permute too, and nothing takes what they give.
    private static func fillPartialRounds(
        _ state: inout Poseidon2State<Width, Goldilocks>, row number: Int,
        _ row: TraceRow<Column>
    ) {
        for index in 0..<Width.count { row[.partialStart(index)] = state.elements[index] }
        var after = state
        for slot in 0..<partialCount {
            let round = partialRound(slot, ofRow: number)
            let constant = round.map(Width.internalConstant) ?? .zero
            let (cube, output) = powers(after.elements[0] + constant)
            row[.partialCube(slot)] = cube
            row[.partialOutput(slot)] = output
            after.endPartialRound(output)
            if round != nil { state = after }
        }
    }
}
