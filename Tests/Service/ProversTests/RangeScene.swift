import Aggregation
import AggregationFixtures
import BlockProofs
import BlockProving
import Bytes
import FRI
import Groth16Files
import Hashing
import Ledger
import Parallel
import PartFixtures
import ProofJobs
import ProofStores
import Provers
import R1CS
import RiscvCircuits
import Simulation
import TestSupport
import Testing
import Wrap

/// A block proven by a worker up to the last layer, and up to the wrap in the deep run; parameters
/// without security.
struct RangeScene: Sendable {
    /// A job that was done, with the results that it read and its own.
    struct Done: Sendable {
        let job: ProofJob
        let inputs: [[UInt8]]
        let result: [UInt8]
    }

    /// The work of each kind.
    let work: CombinedWork
    let layer: LastLayer
    /// The jobs in the order in which they were done.
    let done: [Done]
    let previous: Bytes32
    let header: Bytes32

    static let made = Result { try RangeScene() }

    init() throws {
        let proven = try ProvenParts.made.get()
        let prover = try SmallParts.made.get().small
        let workers = Workers.allProcessors
        let program = try #require(Digest(prover.programDigest))
        let programs = try AggregationPrograms(
            runs: prover.profiles.map { RunShape(key: prover.programKey, profile: $0) },
            parameters: ParameterSet.test.parameters,
            compression: AggregationScene.parameters(2))
        let keys = try programs.keys(workers: workers).list
        let compressor = try programs.compressor(workers: workers)
        let layer = try LastLayer(
            above: compressor.shape, parameters: AggregationScene.parameters(1),
            workers: workers)
        var parts: [any ProofWork] = [
            KnownChunks(proofs: proven.proofs, check: ChunkCheck(prover.blockVerifier)),
            JoinWork(
                program: program, worker: JoinWorker(programs, keys: keys, workers: workers),
                profiles: prover.profiles),
            CompressWork(
                compressor, program: program,
                check: CompressCheck(
                    joins: programs.shape,
                    verifier: AggregationVerifier(shape: compressor.shape, keys: keys))),
            LastLayerWork(layer, above: compressor.shape, program: program, keys: keys),
        ]
        if Deep.isOn { parts.append(try Self.wrapWork(layer, workers)) }
        work = CombinedWork(parts)
        self.layer = layer
        done = try Self.run(work, proven)
        (previous, header) = (proven.block.previous.hash, proven.block.header.hash)
    }

    private static func wrapWork(_ layer: LastLayer, _ workers: Workers) throws -> WrapWork {
        let wrap = try Wrap(layer)
        let system = try wrap.record().system
        return try TemporaryFolder.with { folder in
            // The file stays mapped when its folder is gone.
            let key = try KeyFile.makeDevelopmentKey(
                for: system, seed: [1], at: folder.file("key"), workers: workers
            ) { _ in }
            return WrapWork(wrap, of: layer, key: key, workers: workers)
        }
    }

    /// A worker does what the planner asks for, until there is nothing for it.
    private static func run(_ work: CombinedWork, _ proven: ProvenParts) throws -> [Done] {
        let store = try EmbeddedJobStore(MemoryStore(), check: work)
        try store.addBlock(
            2,
            parts: proven.block.parts.map {
                ProofPlanner.Part(
                    payload: $0.job.encoded, operationCount: UInt32($0.operationCount))
            })
        let worker = ProverWorker(store, work: work, kinds: work.kinds, name: "w")
        var done: [Done] = []
        var results: [Bytes32: [UInt8]] = [:]
        while try worker.step() {
            for record in store.snapshot().records where results[record.id] == nil {
                guard let result = try store.result(record.id) else { continue }
                results[record.id] = result
                done.append(
                    Done(
                        job: try store.job(record.id),
                        inputs: record.needs.compactMap { results[$0] }, result: result))
            }
            try store.plan()
        }
        return done
    }

    func last(_ kind: JobKind) throws -> Done {
        try #require(done.last { $0.job.kind == kind })
    }
}

/// Chunks whose proofs are there.
private struct KnownChunks: ProofWork {
    let proofs: [PartProof]
    let check: ChunkCheck

    var kinds: Set<JobKind> { check.kinds }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) { try check.verify(result, of: job, inputs: inputs) }

    func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] { proofs[Int(job.index)].encoded }
}
