import BenchmarkMarket
import Constraints
import Riscv
import RiscvCircuits
import RiscvProver
import Transition

/// The rows and cells of the proof of a part, counted without a proof.
struct PartSize {
    /// The rows that each chip needs.
    let size: RunSize

    init(_ program: Program, _ part: MarketPart) throws {
        var input = WordStream(words: [UInt32(part.witness.count * 4)])
        input.append(words: part.witness)
        input.append(frame: part.start.encoded)
        input.append(frame: part.encoded.data)
        input.append(frame: part.encoded.authorizations)
        input.append(frame: [1])
        var counter = EventCounter(program)
        let execution = try program.execute(
            input: input, precompiles: RiscvMachine.precompiles, observer: &counter)
        guard execution.isSuccess else { throw BlockMeasurement.Disagreement() }
        size = RiscvMachine.size(counter.counts, of: program)
    }

    /// The cells of each chip whose rows follow the run, without padding.
    func cells() throws -> [(name: String, rows: Int, cells: Int)] {
        let layouts = try RiscvMachine.checked().layouts
        return zip(zip(layouts, RiscvMachine.heights), size.rowCounts).compactMap { chip, rows in
            guard chip.1 == .run else { return nil }
            let width = chip.0.shape.mainWidth + chip.0.busWidth
            return (chip.0.shape.name.description, rows, rows * width)
        }
    }
}
