import BN254
import Bytes
import Groth16
import Hashing
import Ledger
import ProofJobs
import ProofPipeline
import ProofStores
import Settlement
import Settling
import Simulation
import Storage
import Synchronization
import Testing
import Wrap

/// Which proof a contract gets, and which none does.
@Suite struct WrappedProofsTests {
    private let scene: PipelineScene
    private let wrap: ToyWrap
    private let proofs: WrappedProofs
    private let verifications = Count()

    private final class Count: Sendable {
        let value = Atomic<Int>(0)
    }

    init() throws {
        scene = try PipelineScene()
        wrap = try ToyWrap.made.get()
        proofs = WrappedProofs(alarm: scene.alarm)
        let (key, verifications) = (wrap.key, verifications)
        proofs.open(scene.queue) { wrapped throws(WrappedProof.Failure) in
            verifications.value.add(1, ordering: .relaxed)
            try wrapped.verify(key)
        }
    }

    /// The wrap of blocks as their headers are.
    private func right(_ blocks: ClosedRange<UInt64>) throws -> [UInt8] {
        try wrap.proof(
            scene.chain.header(blocks.lowerBound - 1).hash,
            scene.chain.header(blocks.upperBound).hash
        ).encoded
    }

    /// Puts a wrap of a range into the queue, with the jobs that it is made from.
    private func add(_ blocks: ClosedRange<UInt64>, _ result: [UInt8]) throws {
        var needs: [Bytes32] = []
        for kind in [JobKind.compress, .last, .wrap] {
            let job = try ProofJob(kind: kind, blocks: blocks, needs: needs, payload: [])
            try scene.queue.add([job])
            needs = [job.id]
        }
        try scene.finish { $0.kind == .wrap ? result : [1] }
        update()
    }

    private func update() { proofs.update(scene.queue.snapshot().records) }

    private func proof(
        _ proven: UInt64, _ committed: UInt64, program: ProvenProgram = ToyWrap.program,
        headerHash: (@Sendable (UInt64) -> Bytes32?)? = nil
    ) -> RangeProof? {
        proofs.proof(
            for: ProofRequest(
                program: program, proven: proven, committed: committed,
                headerHash: headerHash ?? scene.chain.headerHash))
    }

    /// The ranges 1...2, 3...5 and 6...6.
    private func addThree() throws {
        for blocks in [1...2, 3...5, 6...6] as [ClosedRange<UInt64>] {
            try add(blocks, right(blocks))
        }
    }

    /// Of each pair of counters, the range that takes the contract furthest.
    @Test func theGreatestRangeIsGiven() throws {
        #expect(proof(0, 6) == nil)
        try addThree()
        let cases: [(proven: UInt64, committed: UInt64, range: ClosedRange<UInt64>?)] = [
            (0, 0, nil), (0, 1, nil), (0, 2, 1...2), (0, 6, 1...2),
            // A contract that reverted within a range, or stands elsewhere than others.
            (1, 2, 1...2), (1, 6, 1...2), (2, 4, nil), (2, 5, 3...5), (3, 5, 3...5),
            (4, 6, 3...5), (5, 5, nil), (5, 6, 6...6), (6, 6, nil), (7, 9, nil),
        ]
        for (proven, committed, range) in cases {
            let given = proof(proven, committed)
            #expect(given.map { $0.start + 1...$0.last } == range, "\(proven), \(committed)")
        }
        // A longer range over the same blocks is preferred.
        try add(2...6, right(2...6))
        #expect(proof(1, 6)?.last == 6 && proof(0, 6)?.last == 2 && proof(4, 6)?.start == 1)
    }

    /// What is given is what the contract verifies: with its own public input.
    @Test func theBytesAreThoseOfTheContract() throws {
        try addThree()
        let given = try #require(proof(3, 6))
        #expect(given.bytes.count == 256)
        let input = ToyWrap.program.publicInput(
            previousHeaderHash: try #require(scene.chain.headerHash(2)),
            lastHeaderHash: try #require(scene.chain.headerHash(5)))
        let integer = try #require(Integer256(bigEndian: input.array))
        try Verifier(wrap.key).verify(
            Groth16.Proof(ethereum: given.bytes), inputs: [integer])
    }

    /// One verification of each range for each program, however many chains ask how often.
    @Test func proofsAreVerifiedOnce() throws {
        try addThree()
        for _ in 0..<3 {
            _ = proof(0, 6)
            _ = proof(1, 2)
            update()
        }
        #expect(verifications.value.load(ordering: .relaxed) == 1)
        _ = proof(5, 6)
        #expect(verifications.value.load(ordering: .relaxed) == 2)
        #expect(scene.fault == nil)
    }

    /// A proof that says something else than the contract asks for is not given.
    @Test func otherStatementsAreRefused() throws {
        try addThree()
        let id = ToyWrap.program.id
        let root = ToyWrap.program.keyRoot
        let other = scene.chain.header(4).hash
        let chain = scene.chain
        func headers(_ number: UInt64, _ hash: Bytes32) -> @Sendable (UInt64) -> Bytes32? {
            { $0 == number ? hash : chain.headerHash($0) }
        }
        #expect(proof(0, 2, program: ProvenProgram(id: other, keyRoot: root)) == nil)
        #expect(scene.fault?.contains("program(expected") == true)
        #expect(proof(0, 2, program: ProvenProgram(id: id, keyRoot: other)) == nil)
        #expect(scene.fault?.contains("keyRoot(expected") == true)
        #expect(proof(0, 2, headerHash: headers(0, other)) == nil)
        #expect(scene.fault?.contains("start(expected") == true)
        #expect(proof(0, 2, headerHash: headers(2, other)) == nil)
        #expect(scene.fault?.contains("last(expected") == true)
        // It verifies, so the queue does not have it made again.
        #expect(scene.fault?.contains("validResult") == true)
        #expect(verifications.value.load(ordering: .relaxed) == 0)
        // An unknown header is no reason to refuse a proof.
        #expect(proof(0, 2, headerHash: { $0 == 0 ? chain.headerHash(0) : nil }) == nil)
        #expect(proof(0, 2) != nil)
        #expect(scene.queue.snapshot().records.allSatisfy { $0.resultDigest != nil })
    }

    /// A spoilt result is refused, made again, and given then; meanwhile the alarm is raised.
    @Test(arguments: [8, 8 + 32, 8 + 64, 8 + 96, 8 + 128, 391])
    func spoiltBytesAreMadeAgain(offset: Int) throws {
        try addThree()
        let wraps = scene.queue.snapshot().records.filter { $0.kind == .wrap }
        let id = wraps[1].id
        var bytes = try #require(try scene.queue.result(id))
        bytes[offset] ^= 1
        var batch = WriteBatch()
        batch.put([3] + id.array, bytes)
        try scene.queueMemory.write(batch)
        #expect(proof(2, 6) == nil)
        #expect(scene.fault?.contains("wrap of blocks 3 to 5") == true)
        #expect(scene.queue.snapshot().records.first { $0.id == id }?.resultDigest == nil)
        update()
        #expect(proof(2, 6) == nil && scene.fault != nil)
        // Others are given as before.
        #expect(proof(0, 6)?.last == 2)
        try scene.finish { _ in try right(3...5) }
        update()
        #expect(scene.fault == nil)
        #expect(proof(2, 6)?.last == 5)
    }

    /// A queue that does not answer is asked again.
    @Test func aQueueThatFailsIsAskedAgain() throws {
        try addThree()
        let store = FailingSource(scene.queue)
        let (key, silent) = (wrap.key, WrappedProofs(alarm: scene.alarm))
        silent.open(store) { wrapped throws(WrappedProof.Failure) in try wrapped.verify(key) }
        silent.update(scene.queue.snapshot().records)
        func given() -> UInt64? {
            silent.proof(
                for: ProofRequest(
                    program: ToyWrap.program, proven: 0, committed: 6,
                    headerHash: scene.chain.headerHash))?.last
        }
        store.isFailing.store(true, ordering: .relaxed)
        #expect(given() == nil && scene.fault == nil)
        store.isFailing.store(false, ordering: .relaxed)
        #expect(given() == 2)
    }
}

/// A queue whose results cannot be had while it fails.
private final class FailingSource: JobSource {
    private let inner: EmbeddedJobStore
    let isFailing = Atomic<Bool>(false)

    init(_ inner: EmbeddedJobStore) { self.inner = inner }

    func result(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        guard !isFailing.load(ordering: .relaxed) else { throw .unavailable(cause: "test") }
        return try inner.result(id)
    }

    func lease(_ kinds: Set<JobKind>, to worker: String) throws(JobError) -> LeasedJob? { nil }
    func job(_ id: Bytes32) throws(JobError) -> ProofJob { try inner.job(id) }
    func heartbeat(_ lease: JobLease) throws(JobError) {}
    func complete(_ lease: JobLease, result: [UInt8], cost: JobCost) throws(JobError) {}
    func fail(_ lease: JobLease, reason: String) throws(JobError) {}
    func release(_ lease: JobLease) throws(JobError) {}
    func refuse(_ id: Bytes32, digest: Bytes32, reason: String) throws(JobError) {}
    func retry(_ id: Bytes32) throws(JobError) {}
    func snapshot() throws(JobError) -> QueueSnapshot { inner.snapshot() }
}
