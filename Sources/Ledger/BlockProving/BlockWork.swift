public import BlockProofs
public import FRI
import Ledger
public import RiscvProver

/// What happened while a block is proven.
public enum WorkEvent: Sendable {
    /// A finished part is there and was verified.
    case kept(part: Int)
    /// A part's file is refused and will be proven again.
    case refused(part: Int, BlockProofError)
    /// These parts are still to be proven; the time that each takes follows its cells.
    case missing([(part: Int, cellCount: UInt64)])
    /// The proof of a part begins.
    case began(part: Int)
    /// A stage of the proof of a part.
    case stage(part: Int, StageEvent<RunStage>)
    /// A part is proven, verified and stored.
    case finished(part: Int)
}

/// A folder with the jobs and the finished parts of a block, from which an interrupted run goes on.
///
/// Files: `plan`, and `job-N` and `part-N` for each part. Parts that workers elsewhere proved may be
/// put there by hand: every part is verified before it is used.
public struct BlockWork: Sendable {
    private let folder: WorkFolder
    private let prover: PartProver

    /// The work of a prover in a folder.
    public init(_ folder: WorkFolder, prover: PartProver) {
        (self.folder, self.prover) = (folder, prover)
    }

    /// The plan of an earlier run for the same purpose, if all its jobs are there.
    public func plan(for purpose: BlockPlan.Purpose) throws(BlockProvingError) -> BlockPlan? {
        guard let bytes = try folder.read(Self.planName, limit: BlockPlan.byteCountLimit),
            let plan = BlockPlan(decoding: bytes), plan.purpose == purpose
        else { return nil }
        for part in plan.parts.indices {
            guard try job(part, of: plan) != nil else { return nil }
        }
        return plan
    }

    /// Stores the jobs of a block and its plan.
    public func store(_ block: CutBlock) throws(BlockProvingError) -> BlockPlan {
        for part in block.parts {
            try folder.write(part.job.encoded, to: Self.jobName(Int(part.job.index)))
        }
        let plan = try BlockPlan(block, by: prover)
        try folder.write(plan.encoded, to: Self.planName)
        return plan
    }

    /// The name of a job's file.
    public static func jobName(_ part: Int) -> String { "job-\(part)" }

    /// The name of the file of a part's proof.
    public static func partName(_ part: Int) -> String { "part-\(part)" }

    private static let planName = "plan"
}

extension BlockWork {
    /// Proves what is missing and joins all parts.
    ///
    /// A part's file that is damaged, or of another part, program or shape, is proven again. The
    /// proof is verified as a whole before it is returned.
    public func complete(
        _ plan: BlockPlan, observer: (WorkEvent) -> Void = { _ in }
    ) throws(BlockProvingError) -> BlockProof {
        var proofs = [PartProof?]()
        for part in plan.parts.indices {
            proofs.append(try finished(part, of: plan, observer: observer))
        }
        let missing = proofs.indices.filter { proofs[$0] == nil }
        observer(.missing(missing.map { ($0, plan.parts[$0].cellCount) }))
        for part in missing {
            observer(.began(part: part))
            guard let job = try job(part, of: plan) else {
                throw .file(call: "read", name: Self.jobName(part), code: 0)
            }
            let proof = try prove(job, part: part, observer: observer)
            try folder.write(proof.encoded, to: Self.partName(part))
            proofs[part] = proof
            observer(.finished(part: part))
        }
        let proof = BlockProof(
            header: plan.header, chainOperations: plan.chainOperations,
            runs: proofs.compactMap { $0?.run })
        try check(proof)
        return proof
    }

    private func prove(
        _ job: PartJob, part: Int, observer: (WorkEvent) -> Void
    ) throws(BlockProvingError) -> PartProof {
        try withoutActuallyEscaping(observer) { observer throws(BlockProvingError) in
            try prover.prove(job) { observer(.stage(part: part, $0)) }
        }
    }

    private func check(_ proof: BlockProof) throws(BlockProvingError) {
        do throws(BlockProofError) {
            _ = try prover.blockVerifier.verify(proof, after: proof.header.previousHash)
        } catch {
            throw .proof(error)
        }
    }

    /// The stored proof of a part; `nil` if there is none that holds.
    private func finished(
        _ part: Int, of plan: BlockPlan, observer: (WorkEvent) -> Void
    ) throws(BlockProvingError) -> PartProof? {
        let bytes = try folder.read(
            Self.partName(part), limit: BlockProofLimits.partByteCount)
        guard let bytes, let job = try job(part, of: plan) else { return nil }
        do throws(BlockProofError) {
            let proof = try PartProof(decoding: bytes)
            try prover.blockVerifier.verify(proof, of: job)
            observer(.kept(part: part))
            return proof
        } catch {
            observer(.refused(part: part, error))
            return nil
        }
    }

    /// The job of a part; `nil` if the file is not that of the plan.
    private func job(_ part: Int, of plan: BlockPlan) throws(BlockProvingError) -> PartJob? {
        let bytes = try folder.read(Self.jobName(part), limit: BlockProofLimits.jobByteCount)
        guard let bytes, let job = try? PartJob(decoding: bytes),
            job.digest == plan.parts[part].jobDigest
        else { return nil }
        return job
    }
}
