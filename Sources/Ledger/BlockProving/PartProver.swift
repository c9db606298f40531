public import BlockProofs
public import Bytes
public import FRI
public import Parallel
public import Riscv
public import RiscvCircuits
public import RiscvProver
import Transition

/// Proves parts of blocks: the guest program with its key, made once.
public struct PartProver: Sendable {
    /// The shapes of proofs, the least first.
    public let profiles: [HeightProfile]
    private let prover: RunProver<RiscvMachine>
    private let verifier: BlockVerifier

    /// A prover of the parts that a guest program executes.
    public init(
        _ program: Program, parameterSet: ParameterSet = .chunk,
        profiles: [HeightProfile] = RiscvMachine.profiles, workers: Workers
    ) throws(BlockProvingError) {
        self.profiles = profiles
        do {
            prover = try RunProver(program, parameterSet: parameterSet, workers: workers)
        } catch {
            throw .run(error)
        }
        verifier = BlockVerifier(
            programDigest: prover.programDigest,
            parameters: parameterSet.isForTestsOnly ? .any : .secure, profiles: profiles,
            workers: workers)
    }

    /// The digest of the program with its parameters.
    public var programDigest: Bytes32 { prover.programDigest }

    /// The key of the program.
    public var programKey: ProgramKey { prover.key }

    /// A verifier of what this prover proves.
    public var blockVerifier: BlockVerifier { verifier }

    /// The size of a part's proof and what the program gives; `nil` if no shape holds the part.
    package func measure(
        _ input: WordStream, part: Int
    ) throws(BlockProvingError) -> (size: RunSize, output: PartOutput)? {
        let size: RunSize
        let result: RunResult
        do {
            (size, result) = try prover.size(input: input, cycleLimit: cycleLimit)
        } catch .cycleLimit {
            return nil
        } catch {
            throw .run(error)
        }
        guard result.exitCode == 0 else {
            throw .refusedByProgram(part: part, exitCode: result.exitCode)
        }
        guard let output = PartOutput(words: result.output) else {
            throw .disagreement(part: part)
        }
        return (size, output)
    }

    /// The first profile that holds a part.
    func profile(for size: RunSize) -> Int? {
        profiles.firstIndex { $0.holds(rowCounts: size.rowCounts) }
    }

    /// The cells that a proof of the profile with an index commits to.
    package func cells(ofProfile profile: Int) throws(BlockProvingError) -> UInt64 {
        let fixed = prover.key.fixedHeightsLog2(of: RiscvMachine.self)
        let heights = zip(profiles[profile].heightsLog2, fixed).map { $0 ?? $1 }
        do {
            return UInt64(try RiscvMachine.cellCount(heights))
        } catch {
            throw .run(.machine(error))
        }
    }

    /// The most instructions of a part: the rows of the largest processor table.
    private var cycleLimit: UInt64 {
        guard let index = RiscvMachine.index(of: ProcessorChip.self) else { return 0 }
        let heights = profiles.compactMap { $0.heightsLog2[index] }
        return 1 << UInt64(heights.max() ?? 0)
    }

    /// Proves a job and verifies the proof.
    ///
    /// Takes the time of the largest stage of a proof and gigabytes of memory; see
    /// docs/design/0007-block-proofs.md.
    public func prove(
        _ job: PartJob, progress: ((StageEvent<RunStage>) -> Void)? = nil
    ) throws(BlockProvingError) -> PartProof {
        guard job.programDigest == programDigest else { throw .otherProgram }
        let run: RiscvProof
        do {
            run = try prover.prove(input: job.input, profiles: profiles, progress: progress)
        } catch {
            throw .run(error)
        }
        guard run.result.exitCode == 0 else {
            throw .refusedByProgram(part: Int(job.index), exitCode: run.result.exitCode)
        }
        let proof = PartProof(
            blockNumber: job.blockNumber, index: job.index, run: run.bytes)
        do {
            try verifier.verify(proof, of: job)
        } catch {
            throw .proof(error)
        }
        return proof
    }
}
