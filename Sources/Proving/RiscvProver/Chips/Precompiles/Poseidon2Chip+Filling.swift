import Fields
public import Polynomials
import Riscv
public import RiscvCircuits

extension Poseidon2Chip: ProvableChip {
    /// A row for each call.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let calls = run.record.calls[Width.precompile.call] ?? []
        return filling.trace(of: Poseidon2Chip.self, calls, fill)
    }

    /// Fills a row from a call.
    ///
    /// Never traps: words after that are not the permutation of those before, or accesses
    /// that are missing, give a row that constraints or buses refuse.
    static func fill(
        _ call: HostCallRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        row[.isReal] = .one
        row.set(.clock, call.clock)
        row[.cell] = call.firstCell
        row.set(.argument, call.argument1)
        for word in 0..<2 * Width.count {
            let access = call.access(word)
            row.set(.before(word), access.before)
            row.setHalves(.afterLow(word), .afterHigh(word), access.after, &tally)
            let gap = access.gap(at: call.clock &+ Clock.hostWrite)
            row.set(.gapLow(word), gap.low)
            row.set(.gapHigh(word), gap.high)
            tally.gap(gap)
        }
        fillRounds(call, row)
        var inverses = (0..<Width.count).map {
            Goldilocks(UInt32.max - call.access(2 * $0 + 1).after)
        }
        Goldilocks.invertAll(&inverses)
        for index in 0..<Width.count { row[.inverse(index)] = inverses[index] }
    }

    private static func fillRounds(_ call: HostCallRecord, _ row: TraceRow<Column>) {
        let input = (0..<Width.count).map { index in
            let low = UInt64(call.access(2 * index).before)
            return Goldilocks(
                reducing: low | UInt64(call.access(2 * index + 1).before) << 32)
        }
        var state = Poseidon2State<Width, Goldilocks>(input: input)
        for round in 0..<Poseidon2Rounds.fullCount {
            if round == Poseidon2Rounds.fullCount / 2 {
                for round in 0..<Poseidon2Rounds.partialCount {
                    let x = state.elements[0] + Width.internalConstant(round)
                    let cube = x.squared * x
                    let output = cube.squared * x
                    row[.partialCube(round)] = cube
                    row[.partialOutput(round)] = output
                    state.endPartialRound(output)
                }
            }
            let outputs = (0..<Width.count).map { index in
                let constant = Width.externalConstant(round * Width.count + index)
                let x = state.elements[index] + constant
                let cube = x.squared * x
                row[.cube(round, index)] = cube
                let output = cube.squared * x
                if round < Poseidon2Rounds.fullCount - 1 {
                    row[.output(round, index)] = output
                }
                return output
            }
            state.endFullRound(outputs)
        }
    }
}
