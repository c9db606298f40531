import Constraints
import Fields
import Parallel
import Recursion
import RecursionCircuits
import RecursionProver
import TestSupport
import Testing

/// Runs in which one operation writes a wrong cell and all later ones go on from it.
@Suite struct FaultTests {
    /// Faults of each kind of operation.
    private static let count = Deep.isOn ? 100 : 4

    private let scene: RecursionScene
    /// The addresses that are read.
    private let read: Set<Int>

    init() throws {
        scene = try RecursionScene()
        read = Set(scene.program.operations.flatMap(\.sources))
    }

    /// The row of the operation refuses, or the bus on which its cells are.
    @Test func noWrongCellIsAccepted() {
        let operations = scene.program.operations
        var random = SeededGenerator(seed: 3)
        var chosen = [Int]()
        // Some operations of each kind.
        var counts = [RecursionMachine.Chip: Int]()
        for number in operations.indices.shuffled(using: &random) {
            guard let chip = Self.chip(of: operations[number]),
                counts[chip, default: 0] < Self.count,
                operations[number].targets.contains(where: read.contains)
            else { continue }
            counts[chip, default: 0] += 1
            chosen.append(number)
        }
        let results = Workers.allProcessors.map(chosen.count) { index in
            refuses(chosen[index], seed: UInt64(index))
        }
        for (number, isRefused) in zip(chosen, results) {
            #expect(isRefused, "\(operations[number])")
        }
        #expect(counts.count == 5 && counts.values.allSatisfy { $0 == Self.count })
    }

    /// The chip of an operation that computes what it writes.
    private static func chip(of operation: VerifierProgram.Operation) -> RecursionMachine.Chip? {
        switch operation {
        case .multiplyAdd(let equation): equation.written == nil ? nil : .equations
        case .elements(let elements): elements.written == .nothing ? nil : .elements
        case .permute, .absorb: .sponges
        case .compress, .ascend: .compressions
        case .bits: .bits
        case .constant, .advice, .requireZeroBits, .table, .lookup: nil
        }
    }

    private func refuses(_ number: Int, seed: UInt64) -> Bool {
        var random = SeededGenerator(seed: seed)
        let operation = scene.program.operations[number]
        let targets = operation.targets.filter(read.contains)
        guard let target = targets.randomElement(using: &random) else { return false }
        let cell = scene.run.memory[target]
        // Another element of the extension, which all operations can read; digests take any cell.
        let wrong = VerifierProgram.Cell(
            cell[0] + Goldilocks(reducing: random.next()), cell[1], cell[2], cell[3])
        var operations = scene.program.operations
        operations.insert(.constant(wrong, to: target), at: number + 1)
        let run = ProgramRun(
            VerifierProgram(operations: operations, cellCount: scene.program.cellCount),
            scene.advice)
        guard wrong != cell, run.memory[target] == wrong else { return false }
        let traces = scene.prover.tables.traces(run, scene.advice, workers: .serial)
        let chip = Self.chip(of: operation)
        let addresses = Set((operation.sources + [target]).map { UInt64($0) })
        return scene.faults(of: traces).contains { fault in
            switch fault {
            case .constraint(let found, _, _): found == chip?.rawValue
            case .imbalance(_, let tuple): tuple.first.map(addresses.contains) ?? false
            case .missingChip, .messageBus: false
            }
        }
    }
}
