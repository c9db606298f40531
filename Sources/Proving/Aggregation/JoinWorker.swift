public import Hashing
public import Parallel
import RiscvCircuits

/// Proves jobs: bytes in, bytes out.
///
/// The prover of a program is made for its first job and kept, so a worker that gets jobs of one
/// kind has one prover. Its key is compared with the list: a worker of another build proves nothing.
public struct JoinWorker: Sendable {
    /// The programs.
    public let programs: AggregationPrograms
    /// A verifier of the results.
    public let verifier: AggregationVerifier
    private var provers: [JoinKind: JoinProver] = [:]

    /// A worker for the programs with keys of a list.
    public init(_ programs: AggregationPrograms, keys: KeyList, workers: Workers) {
        self.programs = programs
        verifier = AggregationVerifier(shape: programs.shape, keys: keys, workers: workers)
    }

    /// Makes the prover of a program, unless it is there.
    public mutating func prepare(_ kind: JoinKind) throws(JoinError) {
        guard provers[kind] == nil else { return }
        guard programs.kinds.contains(kind), kind.keyIndex < verifier.keys.digests.count else {
            throw .unknownKind(kind)
        }
        let prover: JoinProver
        do {
            prover = try programs.prover(of: kind, workers: verifier.workers)
        } catch {
            throw .noProver(kind)
        }
        guard prover.keyDigest == verifier.keys.digests[kind.keyIndex] else {
            throw .otherKey(kind)
        }
        provers[kind] = prover
    }

    /// Proves a job and verifies the result.
    public mutating func prove(_ job: JoinJob) throws(JoinError) -> [UInt8] {
        guard job.keyRoot == verifier.keys.root else {
            throw .keyRoot(expected: verifier.keys.root, actual: job.keyRoot)
        }
        var children = [JoinProver.Child]()
        for (number, bytes) in job.children.enumerated() {
            children.append(try child(bytes, number, of: job.kind))
        }
        try prepare(job.kind)
        guard let prover = provers[job.kind] else { throw .unknownKind(job.kind) }
        let joined: JoinedProof
        do {
            joined = try prover.prove(children, program: job.program, keys: verifier.keys)
        } catch {
            throw .notJoined(error)
        }
        let result = try joined.encoded(programs.shape)
        try verifier.verify(result, of: job)
        return result
    }

    private func child(
        _ bytes: [UInt8], _ number: Int, of kind: JoinKind
    ) throws(JoinError) -> JoinProver.Child {
        guard kind != .join else {
            return .recursion(try JoinedProof(decoding: bytes, shape: programs.shape))
        }
        do {
            return .run(try RiscvProof(bytes))
        } catch {
            throw .run(child: number, error)
        }
    }
}

extension JoinWorker {
    /// Proves all joins of a plan here, one after the other, and returns the last one's proof.
    ///
    /// - Parameters:
    ///   - runs: The encoded proofs of the plan's runs.
    ///   - progress: Gets the number of joins that are proven, after each.
    public mutating func prove(
        _ tree: JoinTree, runs: [[UInt8]], program: Digest, progress: (Int) -> Void = { _ in }
    ) throws(JoinError) -> [UInt8] {
        guard runs.count == tree.runs.count else {
            throw .runCount(expected: tree.runs.count, actual: runs.count)
        }
        var joined = [[UInt8]]()
        for index in tree.joins.indices {
            let job = tree.job(index, program: program, keyRoot: verifier.keys.root) { source in
                switch source {
                case .run(let run): runs[run]
                case .join(let join): joined[join]
                }
            }
            joined.append(try prove(job))
            progress(joined.count)
        }
        return joined[joined.count - 1]
    }
}
