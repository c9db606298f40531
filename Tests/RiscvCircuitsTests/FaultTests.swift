import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import TestSupport
import Testing

/// Runs of a faulty processor: whatever goes wrong, and however consistently the run goes on
/// afterwards, no trace of it shows a false output of the program.
@Suite struct FaultTests {
    /// How many faults: 1,000, or 50,000 in the exhaustive run.
    private static let count = Deep.isOn ? 50_000 : 1_000

    @Test func noFaultShowsAFalseOutput() throws {
        var generator = SeededGenerator(seed: 0x6661_756c)
        var tally = [FaultKind: (refused: Int, harmless: Int)]()
        while tally.values.reduce(0, { $0 + $1.refused }) < Self.count {
            let scene = try FaultScene(&generator)
            #expect(scene.faults(scene.record, scene.output).isEmpty)
            for _ in 0..<20 {
                let kind = FaultKind.allCases.randomElement(using: &generator) ?? .register
                guard let (record, output) = try scene.run(kind, &generator) else { continue }
                let isRefused = !scene.faults(record, output).isEmpty
                #expect(isRefused || output == scene.output, "\(kind), seed \(scene.words)")
                tally[kind, default: (0, 0)].refused += isRefused ? 1 : 0
                tally[kind, default: (0, 0)].harmless += isRefused ? 0 : 1
            }
        }
        for kind in FaultKind.allCases {
            let counts = tally[kind] ?? (0, 0)
            print("\(kind): \(counts.refused) refused, \(counts.harmless) without effect")
            #expect(counts.refused > 0)
        }
    }
}
