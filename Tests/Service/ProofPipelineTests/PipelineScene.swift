import Bytes
import ProofJobs
import ProofPipeline
import ProofStores
import Scheduling
import Settling
import Simulation
import Synchronization
import Testing
import Wrap

/// A clock that a test sets; sleeping moves it.
final class TestClock: WallClock {
    private let now = Atomic<UInt64>(0)

    var nowMilliseconds: UInt64 { now.load(ordering: .relaxed) }

    func set(_ milliseconds: UInt64) { now.store(milliseconds, ordering: .relaxed) }

    func sleep(milliseconds: UInt64) { now.wrappingAdd(milliseconds, ordering: .relaxed) }
}

/// Takes every result that does not begin with 0, and wraps only if they verify.
struct ToyCheck: ResultCheck {
    var kinds: Set<JobKind> { Set(JobKind.allCases) }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        guard inputs.count == job.needs.count, result.first != 0 else {
            throw WorkFailure("wrong")
        }
        guard job.kind == .wrap, result != [1] else { return }
        do {
            try WrappedProof(decoding: result).verify(ToyWrap.made.get().key)
        } catch {
            throw WorkFailure("\(error)")
        }
    }
}

/// A queue with what belongs to it, and a worker that finishes jobs.
struct PipelineScene {
    let chain: SealedChain
    let cutter = ToyCutter()
    let clock = TestClock()
    let alarms = Alarms()
    let queueMemory = MemoryStore()
    let replicaMemory = MemoryStore()
    let queue: EmbeddedJobStore
    let alarm: ProvingAlarm

    init(_ chain: SealedChain? = nil) throws {
        self.chain = try chain ?? SealedChain()
        queue = try EmbeddedJobStore(queueMemory, check: ToyCheck(), clock: clock)
        alarm = ProvingAlarm(alarms, clock: clock)
    }

    /// A cutting that starts anew on what is stored.
    func cutting(queue other: (any JobStore)? = nil) -> BlockCutting {
        BlockCutting(
            BlockCutting.Ports(
                blocks: chain, cutter: cutter, queue: other ?? queue,
                replica: ReplicaSource(replicaMemory, genesis: chain.genesis)), alarm: alarm)
    }

    /// Whether a step of a cutting did a block; `nil` where it failed.
    static func isCut(_ cutting: BlockCutting) -> Bool? {
        switch cutting.step() {
        case .none: true
        case .signal: false
        case .milliseconds: nil
        }
    }

    /// Cuts until nothing is left; fails the test where a step fails.
    static func cutAll(_ cutting: BlockCutting) {
        while true {
            let isCut = isCut(cutting)
            #expect(isCut != nil)
            guard isCut == true else { return }
        }
    }

    /// The detail of the alarm; `nil` when it is not raised.
    var fault: String? { alarms.raised.first { $0.reason == .proving }?.detail }

    /// Titles of the jobs in the queue.
    var titles: [String] { queue.snapshot().records.map(\.title) }

    /// Finishes every job of some kinds that is ready, and what becomes ready by that.
    func finish(
        _ kinds: Set<JobKind> = Set(JobKind.allCases),
        _ result: (ProofJob) throws -> [UInt8] = { _ in [1] }
    ) throws {
        while let leased = try queue.lease(kinds, to: "w") {
            let job = try queue.job(leased.lease.job)
            try queue.complete(
                leased.lease, result: result(job),
                cost: JobCost(milliseconds: 1, processorMilliseconds: 1))
        }
    }

    /// Proves what is in the queue in ranges until nothing is left.
    func prove(_ result: (ProofJob) throws -> [UInt8] = { _ in [1] }) throws {
        while true {
            try finish([.chunk], result)
            let count = queue.snapshot().records.count
            try queue.add(ProofPlanner(queue.snapshot().records).range())
            guard queue.snapshot().records.count > count else { return }
            try finish(Set(JobKind.allCases), result)
        }
    }
}
