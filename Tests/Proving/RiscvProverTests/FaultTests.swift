import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

/// Runs of a faulty processor: no trace of any fault proves a false output.
///
/// After the fault the run continues consistently.
@Suite struct FaultTests {
    /// Number of faults: 1,000, or 50,000 in the exhaustive run.
    private static let count = Deep.isOn ? 50_000 : 1_000

    /// Faults of one program.
    private static let faultsOfScene = 20

    @Test func noFaultShowsAFalseOutput() throws {
        // Programs are independent, so both cores work; each has its own seed.
        let sceneCount = (Self.count + Self.faultsOfScene - 1) / Self.faultsOfScene
        let results = Workers.allProcessors.map(sceneCount) { scene in
            Result { try Self.tally(seed: UInt64(scene)) }
        }
        var tally = [FaultKind: FaultCount]()
        for result in results {
            for (kind, count) in try result.get() { tally[kind, default: FaultCount()] += count }
        }
        for kind in FaultKind.allCases {
            let count = tally[kind] ?? FaultCount()
            print("\(kind): \(count.refused) refused, \(count.harmless) without effect")
            #expect(count.refused > 0)
            #expect(count.accepted == [])
        }
        let refused = tally.values.reduce(0) { $0 + $1.refused }
        #expect(refused > Self.count / 2)
    }

    private static func tally(seed: UInt64) throws -> [FaultKind: FaultCount] {
        var generator = SeededGenerator(seed: 0x6661_756c_0000 + seed)
        let scene = try FaultScene(&generator)
        var tally = [FaultKind: FaultCount]()
        // Without a fault nothing is refused.
        if !scene.faults(scene.record, scene.output).isEmpty {
            tally[.order, default: FaultCount()].accepted.append(seed)
        }
        var count = 0
        while count < faultsOfScene {
            let kind = FaultKind.allCases.randomElement(using: &generator) ?? .register
            guard let (record, output) = try scene.run(kind, &generator) else { continue }
            count += 1
            if !scene.faults(record, output).isEmpty {
                tally[kind, default: FaultCount()].refused += 1
            } else if output == scene.output {
                tally[kind, default: FaultCount()].harmless += 1
            } else {
                tally[kind, default: FaultCount()].accepted.append(seed)
            }
        }
        return tally
    }
}

/// Results of faults.
private struct FaultCount {
    /// Refused by a constraint or a bus.
    var refused = 0
    /// Accepted with the true output: the changed value is not used.
    var harmless = 0
    /// Seeds of programs of which a false output was accepted, or the true one refused.
    var accepted: [UInt64] = []

    static func += (left: inout FaultCount, right: FaultCount) {
        left.refused += right.refused
        left.harmless += right.harmless
        left.accepted += right.accepted
    }
}
