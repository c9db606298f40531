import BlockFixtures
import BlockProofs
import BlockProving
import Bytes
import FRI
import Ledger
import Parallel
import PartFixtures
import Riscv
import RiscvCircuits
import RiscvProver
import StarkVerifier
import Testing
import Transition

/// One block proven in parts, and everything that is not its proof.
@Suite struct BlockForgeryTests {
    private let parts: SmallParts
    private let proven: ProvenParts

    init() throws {
        parts = try SmallParts.made.get()
        proven = try ProvenParts.made.get()
    }

    private var verifier: BlockVerifier { parts.small.blockVerifier }
    private var previous: BlockHeader { proven.block.previous }

    private func refusal(
        _ runs: [[UInt8]], by verifier: BlockVerifier? = nil
    ) -> BlockProofError? {
        refusal(proven.proof(runs), by: verifier)
    }

    private func refusal(
        _ proof: BlockProof, by verifier: BlockVerifier? = nil
    ) -> BlockProofError? {
        do {
            try (verifier ?? self.verifier).verify(
                proof, previous: previous, header: proven.block.header)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ proof: PartProof, of job: PartJob) -> BlockProofError? {
        do {
            try verifier.verify(proof, of: job)
            return nil
        } catch {
            return error
        }
    }

    @Test func provesTheHeaderAndTheOperationsOfChains() throws {
        let decoded = try BlockProof(decoding: proven.proof.encoded)
        let block = try verifier.verify(
            decoded, previous: previous, header: proven.block.header)
        var state = parts.ledger.state
        let executed = try state.execute(parts.ledger.block)
        #expect(block.header == state.header)
        #expect(block.chainOperations == executed.chains.map(\.operations))
        #expect(proven.proofs.count > 1)
        for (proof, part) in zip(proven.proofs, proven.block.parts) {
            #expect(refusal(proof, of: part.job) == nil)
        }
    }

    @Test func refusesPartsOutOfOrderMissingAndTwice() {
        let runs = proven.proofs.map(\.run)
        let digests = proven.block.parts.map(\.job.endDigest)
        let swapped = [runs[1], runs[0]] + runs.dropFirst(2)
        #expect(
            refusal(swapped) == .firstBoundary(expected: previous.hash, actual: digests[0]))
        #expect(
            refusal(Array(runs.dropFirst()))
                == .firstBoundary(expected: previous.hash, actual: digests[0]))
        #expect(
            refusal(Array(runs.dropLast()))
                == .lastBoundary(
                    expected: proven.block.header.hash, actual: digests[digests.count - 2]))
        #expect(
            refusal([runs[0]] + runs)
                == .gap(part: 1, expected: digests[0], actual: previous.hash))
        #expect(refusal([]) == .noParts)
    }

    @Test func refusesOtherHeadersAndNumbers() throws {
        let header = proven.block.header
        var other = header
        other.newRoot[0] ^= 1
        #expect(throws: BlockProofError.header(expected: other.hash, actual: header.hash)) {
            try verifier.verify(proven.proof, previous: previous, header: other)
        }
        // The claim of another header is no proof of it.
        let lie = BlockProof(
            header: other, chainOperations: proven.proof.chainOperations, runs: proven.proof.runs)
        #expect(refusal(lie) == .header(expected: header.hash, actual: other.hash))
        #expect(throws: BlockProofError.lastBoundary(expected: other.hash, actual: header.hash)) {
            try verifier.verify(lie, previous: previous, header: other)
        }
        var before = previous
        before.newRoot[0] ^= 1
        #expect(
            throws: BlockProofError.previousHash(expected: before.hash, actual: previous.hash)
        ) { try verifier.verify(proven.proof, previous: before, header: header) }
        before.number += 1
        #expect(throws: BlockProofError.blockNumber(expected: 3, actual: 2)) {
            try verifier.verify(proven.proof, previous: before, header: header)
        }
        before.number = .max
        #expect(throws: BlockProofError.blockNumber(expected: 0, actual: 2)) {
            try verifier.verify(proven.proof, previous: before, header: header)
        }
    }

    @Test func refusesOtherOperationsForChains() {
        var operations = proven.proof.chainOperations
        operations[0].swapAt(0, 1)
        let moved = BlockProof(
            header: proven.block.header, chainOperations: operations, runs: proven.proof.runs)
        #expect(refusal(moved) == .chainOperations(ChainID(1)))
    }

    @Test func refusesDamagedRuns() {
        let runs = proven.proofs.map(\.run)
        func changed(_ change: (inout [UInt8]) -> Void) -> BlockProofError? {
            var forged = runs
            change(&forged[1])
            return refusal(forged)
        }
        func isPart1(_ error: BlockProofError?) -> Bool {
            if case .part(index: 1, _) = error { true } else { false }
        }
        #expect(isPart1(changed { $0[$0.count / 2] ^= 1 }))
        #expect(isPart1(changed { $0.removeLast() }))
        #expect(isPart1(changed { $0.append(0) }))
        #expect(isPart1(changed { $0 = [] }))
    }

    /// A change of the output, which the proof of the run binds.
    @Test func refusesOutputsThatWereNotProven() throws {
        let run = try RiscvProof(proven.proofs[0].run)
        var output = run.result.output
        output[output.count - 1] ^= 1
        let forged = RiscvProof(
            key: run.key, result: RunResult(exitCode: 0, output: output),
            machineProof: run.machineProof)
        let runs = [forged.bytes] + proven.proofs.dropFirst().map(\.run)
        #expect(refusal(runs) == .part(index: 0, .refused(.busImbalance)))
    }

    /// The proof of a run with as few rows as it needs, and a verifier of this shape.
    private func proof(
        of program: Program, _ input: WordStream
    ) throws -> (run: [UInt8], verifier: BlockVerifier) {
        let prover = try RunProver<RiscvMachine>(
            program, parameterSet: .test, workers: .allProcessors)
        let size = try prover.size(input: input).size
        let verifier = BlockVerifier(
            programDigest: prover.programDigest, parameters: .any,
            profiles: [HeightProfile(heightsLog2: size.heightsLog2)])
        return (try prover.prove(input: input).bytes, verifier)
    }

    @Test func refusesOtherPrograms() throws {
        // A program that ends at once.
        let (foreign, other) = try proof(
            of: Program(code: [0x0000_0073], at: 0x1_0000), WordStream())
        let runs = [foreign] + proven.proofs.dropFirst().map(\.run)
        #expect(
            refusal(runs)
                == .part(
                    index: 0,
                    .programDigest(
                        expected: verifier.programDigest, actual: other.programDigest)))
        // With its digest, its output is still no part's.
        #expect(refusal([foreign], by: other) == .output(part: 0))
    }

    /// A refused part is proven as a run with exit code 1, which is no part.
    @Test func refusesRunsThatFailed() throws {
        let job = proven.block.parts[0].job
        var operations = job.operations
        operations.data.removeLast()
        let broken = PartJob(
            programDigest: job.programDigest, blockNumber: 2, index: 0, end: job.end,
            endDigest: job.endDigest, start: job.start, operations: operations,
            witness: job.witness)
        #expect(throws: BlockProvingError.refusedByProgram(part: 0, exitCode: 1)) {
            try parts.small.measure(broken.input, part: 0)
        }
        let (run, other) = try proof(of: parts.program, broken.input)
        #expect(refusal([run], by: other) == .part(index: 0, .exitCode(1)))
    }

    @Test func refusesOtherShapesAndParametersForTests() throws {
        let runs = proven.proofs.map(\.run)
        let strict = BlockVerifier(
            programDigest: verifier.programDigest, parameters: .any,
            profiles: RiscvMachine.profiles)
        guard case .part(index: 0, .profile)? = refusal(runs, by: strict) else {
            Issue.record("a shape that no profile has")
            return
        }
        let secure = BlockVerifier(
            programDigest: verifier.programDigest, profiles: parts.small.profiles)
        #expect(refusal(runs, by: secure) == .part(index: 0, .testParameters))
    }

    @Test func refusesProofsOfOtherJobs() throws {
        let jobs = proven.block.parts.map(\.job)
        let proof = proven.proofs[0]
        #expect(
            refusal(proof, of: jobs[1]) == .partIndex(expected: 1, actual: 0))
        let renumbered = PartProof(blockNumber: 2, index: 1, run: proof.run)
        #expect(
            refusal(renumbered, of: jobs[1])
                == .firstBoundary(expected: jobs[0].endDigest, actual: previous.hash))
        let otherBlock = PartProof(blockNumber: 3, index: 0, run: proof.run)
        #expect(refusal(otherBlock, of: jobs[0]) == .blockNumber(expected: 2, actual: 3))
        // Another cut of the block has another first part.
        let whole = try PartCutter(parts.standard).cut(
            parts.ledger.block, over: parts.ledger.state
        ).parts[0].job
        #expect(
            refusal(proof, of: whole)
                == .lastBoundary(expected: whole.endDigest, actual: jobs[0].endDigest))
        let foreign = PartJob(
            programDigest: Bytes32(), blockNumber: 2, index: 0, end: whole.end,
            endDigest: whole.endDigest, start: whole.start, operations: whole.operations,
            witness: whole.witness)
        #expect(throws: BlockProvingError.otherProgram) { try parts.small.prove(foreign) }
    }
}
