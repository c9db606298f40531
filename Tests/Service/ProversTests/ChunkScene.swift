import BlockFixtures
import BlockProofs
import BlockProving
import FRI
import Ledger
import Parallel
import ProofJobs
import Provers
import Riscv
import TestSupport
import Transition

/// Parts of small blocks, with the parameters of tests and the shapes of all blocks.
struct ChunkScene: Sendable {
    let work: ChunkWork
    let check: ChunkCheck
    let jobs: [ProofJob]

    init(count: Int) throws {
        let ledger = try ShortLedger()
        let prover = try PartProver(
            try Program(elf: GuestFile.load("TransitionProgram")), parameterSet: .test,
            workers: .allProcessors)
        work = ChunkWork(prover)
        check = ChunkCheck(prover.blockVerifier)
        jobs = try (0..<count).map { index in
            let data = BlockData(
                number: 2, timestamp: 6, operations: [ledger.deposit(UInt128(index + 1))])
            let part = try PartCutter(prover).cut(data, over: ledger.state).parts[0]
            return try ProofJob(
                kind: .chunk, blocks: 2...2, index: UInt32(index),
                operationCount: UInt32(part.operationCount), payload: part.job.encoded)
        }
    }

    /// Made once for all tests.
    static let made = Result { try ChunkScene(count: Deep.isOn ? 16 : 2) }
}
