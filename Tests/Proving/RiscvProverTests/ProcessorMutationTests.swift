import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

/// Changes of any cell of the processor, the program and memory at start and end.
///
/// Each is refused, except of cells on which nothing depends.
@Suite struct ProcessorMutationTests {
    typealias Column = ProcessorChip.Column
    private static let programs = Deep.isOn ? 40 : 3
    private static let rowsOfProgram = Deep.isOn ? 400 : 60
    private static let input: [UInt32] = [1, 0xffff_ffff, 0x8000_0000, 0x1234_5678]

    @Test func refusesChangesOfInstructions() throws {
        var count = 0
        var refused = [Bool](repeating: false, count: ProcessorChip.shape.mainWidth)
        for seed in 0..<UInt64(Self.programs) {
            var generator = SeededGenerator(seed: 0x6d75_7400 + seed)
            let words = RandomProgram.writingWords(&generator)
            let compressed = CompressedProgram(&generator)
            // Every other program has compressed code.
            let scene =
                try seed % 2 == 0
                ? MachineScene(words, input: Self.input)
                : MachineScene(Program(parcels: compressed.parcels, at: Place.code))
            let trace = try #require(scene.main[Part.processor.rawValue])
            let rows = (0..<Self.rowsOfProgram).map { _ in
                Int.random(in: 0..<trace.height, using: &generator)
            }
            var mutation = Mutation<ProcessorChip>(
                trace, publicValues: [Goldilocks(Place.code), .zero])
            let report = mutation.report(rows: Set(rows).sorted(), seed: seed)
            count += report.count
            for column in report.noticedColumns { refused[column] = true }
            for mutant in report.unnoticed {
                for cell in mutant.cells(width: trace.width, height: trace.height) {
                    let row = InstructionRow(trace, cell.row)
                    let column = Column(rawValue: cell.column)
                    let reason = try row.reasonToIgnore(#require(column))
                    #expect(reason != nil, "seed \(seed): \(mutant)")
                }
            }
        }
        #expect(refused.allSatisfy { $0 })
        print("processor: \(count) changes")
    }

    @Test func refusesChangesOfProgramAndMemory() throws {
        var generator = SeededGenerator(seed: 0x6d75_7401)
        let scene = try MachineScene(
            RandomProgram.writingWords(&generator), data: [UInt8](repeating: 7, count: 99),
            input: Self.input)
        try refusesChanges(ProgramChip.self, .program, scene)
        try refusesChanges(ImageChip.self, .image, scene)
        try refusesChanges(RegisterChip.self, .registers, scene)
    }

    /// Every column is a member of a tuple or its multiplicity, in every row that has a meaning.
    private func refusesChanges<Tested: Chip>(
        _ chip: Tested.Type, _ part: Part, _ scene: MachineScene
    ) throws {
        let trace = try #require(scene.main[part.rawValue])
        let fixed = try #require(scene.fixed[part.rawValue])
        var mutation = Mutation<Tested>(trace, fixed: fixed)
        let report = mutation.report(rows: 0..<trace.height, seed: 5)
        let unused = report.unnoticed.filter { mutant in
            // Rows that fill the image up have no cell.
            part == .image && fixed[mutant.row, 2] == .zero
        }
        #expect(unused.count == report.unnoticed.count)
        #expect(report.noticedColumns == Set(0..<trace.width))
    }
}

extension Mutant {
    /// The changed cells.
    fileprivate func cells(width: Int, height: Int) -> [(row: Int, column: Int)] {
        switch change {
        case .swapped: [(row, column), ((row + 1) % height, column)]
        case .carried: [(row, column), (row, (column + 1) % width)]
        default: [(row, column)]
        }
    }
}

/// Cells that an instruction's row uses.
private struct InstructionRow {
    typealias Column = ProcessorChip.Column
    private let trace: Matrix
    private let row: Int

    init(_ trace: Matrix, _ row: Int) {
        self.trace = trace
        self.row = row
    }

    private func has(_ flags: ProcessorFlag...) -> Bool {
        flags.contains { trace[row, Column.add.rawValue + $0.rawValue] == .one }
    }

    private var isReal: Bool {
        (0..<15).contains { trace[row, Column.add.rawValue + $0] == .one }
    }

    private var isMemory: Bool { has(.loadWord, .loadSubword, .storeWord, .storeSubword) }
    private var isOperation: Bool {
        has(.branchSigned, .loadSubword, .storeSubword, .operate, .hostCall)
    }

    /// Reason to accept a change of a cell, `nil` for cells in use.
    func reasonToIgnore(_ column: Column) -> String? {
        guard isReal else { return "padding moves nothing" }
        let hasSum = has(.add, .subtract, .lessThan, .jumpRegister, .branchLess)
        let writes = has(.writesRegister, .storeWord, .storeSubword)
        let isEqual =
            trace[row, Column.first.rawValue] == trace[row, Column.second.rawValue]
        switch column {
        case .low, .high:
            return hasSum || isMemory ? nil : "no sum; the limbs are in range and unused"
        case .carry:
            return hasSum || isMemory || has(.branchEqual) ? nil : "a bit without a sum"
        case .offset0:
            let isUsed = has(.jumpRegister, .branchEqual, .branchLess)
            return isUsed || isMemory || isOperation ? nil : "a bit without an address"
        case .offset1: return isMemory || isOperation ? nil : "a bit without an address"
        case .gap3Low, .gap3High: return writes ? nil : "no third access"
        case .before:
            if has(.branchEqual) { return isEqual ? "zero has any inverse" : nil }
            return writes || isOperation ? nil : "no third access"
        case .result: return has(.branchEqual, .branchLess) ? "a branch has no result" : nil
        default: return nil
        }
    }
}
