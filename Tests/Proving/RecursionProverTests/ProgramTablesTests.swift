import Commitments
import FRI
import Fields
import Parallel
import Polynomials
import Recursion
import RecursionCircuits
import RecursionProver
import Testing

/// The memory of a program, read from its fixed columns alone.
@Suite struct ProgramTablesTests {
    private let scene: RecursionScene

    init() throws { scene = try RecursionScene() }

    /// A column with an address, and that of its multiplicity.
    private struct Access {
        let address: Int
        let multiplicity: Int
        /// Whether a multiplicity of one is a read; else reads have -1.
        var isRead = false
    }

    private static func accesses(_ chip: RecursionMachine.Chip) -> [Access] {
        switch chip {
        case .values: return [Access(address: 0, multiplicity: 1)]
        case .equations:
            return (0..<12).map { Access(address: 2 * $0, multiplicity: 2 * $0 + 1) }
        case .elements:
            return (0..<5).map { Access(address: 2 * $0, multiplicity: 2 * $0 + 1) }
        case .sponges:
            let pairs = [(19, 21), (20, 22), (23, 25), (24, 26), (27, 29), (28, 30)]
            return pairs.map { Access(address: $0.0, multiplicity: $0.1) }
                + [Access(address: 31, multiplicity: 32, isRead: true)]
        case .compressions:
            return (0..<3).map { Access(address: 2 * $0, multiplicity: 2 * $0 + 1, isRead: true) }
                + [Access(address: 6, multiplicity: 7)]
        case .bits: return [(4, 5), (6, 7)].map { Access(address: $0.0, multiplicity: $0.1) }
        case .tables: return [Access(address: 0, multiplicity: 1, isRead: true)]
        case .lookups:
            return (0..<3).map { Access(address: $0, multiplicity: 5, isRead: true) }
        }
    }

    @Test func everyAddressHasOneWriterThatSendsAllReads() {
        let fixed = scene.prover.tables.fixedTables(workers: .serial)
        var writers = [UInt64: [UInt64]]()
        var reads = [UInt64: UInt64]()
        for chip in RecursionMachine.Chip.allCases {
            let table = fixed[chip.rawValue]
            for row in 0..<table.height {
                for access in Self.accesses(chip) {
                    let address = table[row, access.address].value
                    let times = table[row, access.multiplicity]
                    if times == .zero { continue }
                    if access.isRead || times == -.one {
                        #expect(times == (access.isRead ? .one : -.one))
                        reads[address, default: 0] += 1
                    } else {
                        writers[address, default: []].append(times.value)
                    }
                }
            }
        }
        #expect(writers.values.allSatisfy { $0.count == 1 })
        #expect(writers.mapValues { $0[0] } == reads)
        #expect(writers.count > 2_000)
    }

    @Test func refusesHeightsThatAreTooLow() {
        let least = scene.prover.tables.heightLog2
        #expect(least > ProgramTables.leastHeightLog2)
        #expect(ProgramTables(scene.program, .init(.three), heightLog2: least - 1) == nil)
        #expect(ProgramTables(scene.program, .init(.three), heightLog2: least + 1) != nil)
    }

    @Test func refusesWhatIsNoProgram() {
        #expect(throws: RecursionDefect.program(.neverWritten(address: 0))) {
            try RecursionProver<Poseidon2Hashing>(
                VerifierProgram(operations: [], cellCount: 1),
                parameters: RecursionScene.parameters(.three), workers: .serial)
        }
    }
}
