public import Bytes
public import Ledger
public import Parallel
public import RiscvCircuits
import Transition

/// Verifies proofs of blocks and of parts; it never traps.
public struct BlockVerifier: Sendable {
    /// The digest of the guest program with its parameters.
    public let programDigest: Bytes32
    /// The parameter sets that are accepted.
    public let parameters: RiscvVerifier.Parameters
    /// The shapes of proofs that are accepted.
    public let profiles: [HeightProfile]
    /// Threads to use.
    public let workers: Workers

    /// A verifier of proofs of the program with a digest.
    public init(
        programDigest: Bytes32, parameters: RiscvVerifier.Parameters = .secure,
        profiles: [HeightProfile] = RiscvMachine.profiles, workers: Workers = .serial
    ) {
        self.programDigest = programDigest
        self.parameters = parameters
        self.profiles = profiles
        self.workers = workers
    }

    /// Verifies that a block follows the header with a hash, and returns what is proven of it.
    ///
    /// Each part is a run of the program; the boundaries join from the previous header to the
    /// header of the proof.
    public func verify(
        _ proof: BlockProof, after previousHash: Bytes32
    ) throws(BlockProofError) -> ProvenBlock {
        var outputs = [PartOutput]()
        for (index, run) in proof.runs.enumerated() {
            outputs.append(try output(of: run, part: index))
        }
        return try ProvenBlock(
            proof.header, chainOperations: proof.chainOperations, joining: outputs,
            after: previousHash)
    }

    /// Verifies that the block with a header follows a previous header.
    @discardableResult
    public func verify(
        _ proof: BlockProof, previous: BlockHeader, header: BlockHeader
    ) throws(BlockProofError) -> ProvenBlock {
        guard proof.header == header else {
            throw .header(expected: header.hash, actual: proof.header.hash)
        }
        let number = previous.number &+ 1
        guard header.number == number else {
            throw .blockNumber(expected: number, actual: header.number)
        }
        return try verify(proof, after: previous.hash)
    }

    /// Verifies that a proof is that of a job's part.
    @discardableResult
    public func verify(
        _ proof: PartProof, of job: PartJob
    ) throws(BlockProofError) -> PartOutput {
        guard proof.blockNumber == job.blockNumber else {
            throw .blockNumber(expected: job.blockNumber, actual: proof.blockNumber)
        }
        guard proof.index == job.index else {
            throw .partIndex(expected: job.index, actual: proof.index)
        }
        let output = try output(of: proof.run, part: Int(job.index))
        let start = job.start.digest
        guard output.startDigest == start else {
            throw .firstBoundary(expected: start, actual: output.startDigest)
        }
        guard output.endDigest == job.endDigest else {
            throw .lastBoundary(expected: job.endDigest, actual: output.endDigest)
        }
        return output
    }

    /// The output of a proven run.
    private func output(
        of run: [UInt8], part: Int
    ) throws(BlockProofError) -> PartOutput {
        let result: RunResult
        do {
            result = try RiscvVerifier.verify(
                run, programDigest: programDigest, parameters: parameters, profiles: profiles,
                workers: workers)
        } catch {
            throw .part(index: part, error)
        }
        guard result.exitCode == 0 else {
            throw .part(index: part, .exitCode(result.exitCode))
        }
        guard let output = PartOutput(words: result.output) else { throw .output(part: part) }
        return output
    }
}
