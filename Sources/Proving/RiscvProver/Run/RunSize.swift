public import Constraints
public import Riscv
import RiscvCircuits

/// The size of the proof of a run, known without recording the run.
public struct RunSize: Equatable, Sendable {
    /// The rows that each chip needs; 0 for a chip that is left out.
    public let rowCounts: [Int]
    /// The instructions of the run.
    public let cycleCount: Int

    /// The logarithm of the number of rows of each chip without a shape; `nil` if it is left out.
    public var heightsLog2: [Int?] { rowCounts.map { $0 == 0 ? nil : ceilingLog2($0) } }
}

extension ProvableMachine {
    /// The size of a run of a program with the given events.
    public static func size(_ counts: EventCounts, of program: Program) -> RunSize {
        var visitor = RowCounts(counts: counts, fixedRowCounts: fixedRowCounts(program))
        List.visitProvable(&visitor)
        return RunSize(rowCounts: visitor.rowCounts, cycleCount: counts.cycleCount)
    }

    /// The number of cells that a prover commits to for tables of the given heights.
    public static func cellCount(_ heightsLog2: [Int?]) throws(MachineError) -> Int {
        let highest = heightsLog2.reduce(0) { max($0, $1 ?? 0) }
        let quotient = ProofInspection.quotientWidth << highest
        return zip(try checked().layouts, heightsLog2).reduce(quotient) { sum, chip in
            let (layout, heightLog2) = chip
            guard let heightLog2 else { return sum }
            return sum + (layout.shape.mainWidth + layout.busWidth) << heightLog2
        }
    }

    /// The rows of chips whose height is that of the program or a constant, `nil` for others.
    private static func fixedRowCounts(_ program: Program) -> [Int?] {
        let instructionCount = program.programRows.reduce(0) { $1 == nil ? $0 : $0 + 1 }
        return heights.map { height in
            switch height {
            case .run: nil
            case .program: 1 << ceilingLog2(instructionCount)
            case .image: 1 << MemoryBounds(program).imageHeightLog2
            case .constant(let log2): 1 << log2
            }
        }
    }
}

private struct RowCounts: ProvableChipVisitor {
    let counts: EventCounts
    let fixedRowCounts: [Int?]
    var rowCounts: [Int] = []

    mutating func visit<Visited: ProvableChip>(_ chip: Visited.Type) {
        let fixed = fixedRowCounts[rowCounts.count]
        rowCounts.append(fixed ?? Visited.rowCount(counts))
    }
}
