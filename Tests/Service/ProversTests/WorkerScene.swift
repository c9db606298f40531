import Bytes
import ProofJobs
import ProofStores
import Provers
import Scheduling
import Simulation
import Synchronization
import TestSupport

/// A queue in memory with events of a worker.
final class WorkerScene: Sendable {
    let memory = MemoryStore()
    let store: EmbeddedJobStore
    private let log = Mutex<[String]>([])

    init(settings: QueueSettings = QueueSettings()) throws {
        store = try EmbeddedJobStore(memory, check: ToyWork(), settings: settings)
    }

    /// Names of events with titles of jobs, in order.
    var events: [String] { log.withLock { $0 } }

    func worker(
        _ source: (any JobSource)? = nil, work: any ProofWork = ToyWork(),
        clock: any WallClock = TestClock()
    ) -> ProverWorker {
        ProverWorker(
            source ?? store, work: work, kinds: Set(JobKind.allCases), name: "w", clock: clock
        ) { [self] event in
            let text =
                switch event {
                case .idle: "idle"
                case .began(let job): "began \(job.title)"
                case .stage(let name): "stage \(name)"
                case .finished(let job, _, let count): "finished \(job.title), \(count)"
                case .failed(let job, let reason): "failed \(job.title): \(reason)"
                case .refused(_, let reason): "refused: \(reason)"
                case .leaseLost(let job): "lost \(job.title)"
                case .unavailable: "unavailable"
                }
            log.withLock { $0.append(text) }
        }
    }

    func addBlock(_ number: UInt64, _ count: Int) throws {
        try store.addBlock(
            number,
            parts: (0..<count).map {
                ProofPlanner.Part(payload: [UInt8($0)], operationCount: 1)
            })
    }

    /// The names of what is kept of block 1 after its wrap.
    static let wrapped = ["compress", "last", "wrap"].map { "\($0) of block 1 finished" }

    func names() -> [String] {
        store.snapshot().records.map { "\($0.title) \($0.state.name)" }
    }
}

/// Work that waits until it is let go on, or fails.
final class HeldWork: ProofWork {
    private let isHeld = Atomic<Bool>(true)
    private let isBegun = Atomic<Bool>(false)

    var kinds: Set<JobKind> { Set(JobKind.allCases) }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) { try ToyWork().verify(result, of: job, inputs: inputs) }

    func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        isBegun.store(true, ordering: .releasing)
        while isHeld.load(ordering: .acquiring) { SystemClock().sleep(milliseconds: 1) }
        return ToyWork.result(of: job, inputs, variant: 0)
    }

    func waitForBegin() {
        while !isBegun.load(ordering: .acquiring) { SystemClock().sleep(milliseconds: 1) }
    }

    func letGo() { isHeld.store(false, ordering: .releasing) }
}

/// Work that never gives a result.
struct BrokenWork: ProofWork {
    var kinds: Set<JobKind> { [.chunk] }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {}

    func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] { throw WorkFailure("no memory") }
}

/// A queue over a bad line: calls fail now and then, before or after they are done, and results
/// arrive changed.
final class BadLine: JobSource {
    private let inner: EmbeddedJobStore
    private let random: Mutex<SeededGenerator>
    private let period: UInt64
    let changesResults = Atomic<Bool>(false)

    /// One of `period` calls fails, at random; 0: none.
    init(_ inner: EmbeddedJobStore, period: UInt64) {
        (self.inner, self.period) = (inner, period)
        random = Mutex(SeededGenerator(seed: period))
    }

    private func over<Value>(_ body: () throws(JobError) -> Value) throws(JobError) -> Value {
        let draw = random.withLock { $0.next() }
        guard period > 0, draw % period == 0 else { return try body() }
        if draw / period % 2 == 0 { _ = try body() }
        throw .unavailable(cause: "bad line")
    }

    func lease(_ kinds: Set<JobKind>, to worker: String) throws(JobError) -> LeasedJob? {
        try over { () throws(JobError) in try inner.lease(kinds, to: worker) }
    }
    func job(_ id: Bytes32) throws(JobError) -> ProofJob {
        try over { () throws(JobError) in try inner.job(id) }
    }
    func result(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        let result = try over { () throws(JobError) in try inner.result(id) }
        return changesResults.load(ordering: .relaxed) ? result.map { $0 + [0] } : result
    }
    func heartbeat(_ lease: JobLease) throws(JobError) { try inner.heartbeat(lease) }
    func complete(_ lease: JobLease, result: [UInt8], cost: JobCost) throws(JobError) {
        try over { () throws(JobError) in
            try inner.complete(lease, result: result, cost: cost)
        }
    }
    func fail(_ lease: JobLease, reason: String) throws(JobError) {
        try over { () throws(JobError) in try inner.fail(lease, reason: reason) }
    }
    func release(_ lease: JobLease) throws(JobError) {
        try over { () throws(JobError) in try inner.release(lease) }
    }
    func refuse(_ id: Bytes32, digest: Bytes32, reason: String) throws(JobError) {
        try over { () throws(JobError) in
            try inner.refuse(id, digest: digest, reason: reason)
        }
    }
    func retry(_ id: Bytes32) throws(JobError) { try inner.retry(id) }
    func snapshot() throws(JobError) -> QueueSnapshot { inner.snapshot() }
}
