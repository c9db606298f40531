package import BlockFixtures
package import BlockProofs
package import BlockProving
import FRI
import Ledger
import Parallel
package import Riscv
import RiscvCircuits
import RiscvProver
import TestSupport
import Transition

/// The guest program of parts with a shape that holds a few operations, whatever they cost.
package struct SmallParts {
    package let ledger: ShortLedger
    package let program: Program
    /// A prover of the shapes of blocks.
    package let standard: PartProver
    /// A prover with one shape, for the dearest operation of the block alone.
    package let small: PartProver

    package init() throws {
        let ledger = try ShortLedger()
        self.ledger = ledger
        program = try Program(elf: GuestFile.load("TransitionProgram"))
        standard = try PartProver(program, parameterSet: .test, workers: .allProcessors)
        var heights = [Int?](repeating: nil, count: RiscvMachine.heights.count)
        for operation in [ledger.withdrawal(2, nonce: 0), ledger.transfer(nonce: 0)] {
            let data = BlockData(number: 2, timestamp: 6, operations: [operation])
            let size = try PartCutter(standard).cut(data, over: ledger.state).parts[0].size
            for (chip, count) in size.rowCounts.enumerated()
            where RiscvMachine.heights[chip] == .run {
                // Boundaries inside a block are longer than headers, so other tables get twice
                // the rows, and the processor's a quarter more.
                let isProcessor = chip == RiscvMachine.index(of: ProcessorChip.self)
                let rows = isProcessor ? count + count / 4 : 2 * max(count, 256)
                let needed = Self.ceilingLog2(rows)
                heights[chip] = max(heights[chip] ?? 0, needed)
            }
        }
        small = try PartProver(
            program, parameterSet: .test, profiles: [HeightProfile(heightsLog2: heights)],
            workers: .allProcessors)
    }

    private static func ceilingLog2(_ count: Int) -> Int {
        count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    }

    /// Made once for all tests.
    package static let made = Result { try SmallParts() }
}

/// The second block of the ledger with the proofs of its parts.
package struct ProvenParts {
    package let block: CutBlock
    package let proofs: [PartProof]

    package init() throws {
        let parts = try SmallParts.made.get()
        block = try PartCutter(parts.small).cut(parts.ledger.block, over: parts.ledger.state)
        proofs = try block.parts.map { try parts.small.prove($0.job) }
    }

    /// The proof of the block.
    package var proof: BlockProof { self.proof(proofs.map(\.run)) }

    /// The claims of the block with some runs.
    package func proof(_ runs: [[UInt8]]) -> BlockProof {
        BlockProof(header: block.header, chainOperations: block.chainOperations, runs: runs)
    }

    /// Made once for all tests.
    package static let made = Result { try ProvenParts() }
}
