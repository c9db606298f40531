import Bytes
import Hashing
import ProofJobs
import TestSupport
import Testing

/// Many workers that stop, lie, repeat themselves and come late; in the end every job is proven
/// once and nothing is lost.
@Suite struct RandomScheduleTests {
    /// A result is right if it is SHA-256 of the id with a variant: there are several right ones.
    private static func result(_ id: Bytes32, variant: UInt8) -> [UInt8] {
        [variant] + SHA256.hash(id.array + [variant]).array
    }

    private static func verifies(_ result: [UInt8], _ id: Bytes32) -> Bool {
        result.first.map { result == Self.result(id, variant: $0) } ?? false
    }

    private struct Schedule {
        var scene = QueueScene()
        var random: SeededGenerator
        var leases: [JobLease] = []
        var results: [Bytes32: [UInt8]] = [:]
        var finishedCount: [Bytes32: Int] = [:]

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            scene.settings.attemptCount = 4
        }

        mutating func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

        /// As a store does: verify, then change.
        mutating func complete(_ lease: JobLease, _ result: [UInt8]) throws {
            let digest = SHA256.hash(result)
            guard try scene.queue.accepts(digest, for: lease.job) else { return }
            guard RandomScheduleTests.verifies(result, lease.job) else {
                return try scene.queue.reject(
                    lease, reason: "lie", now: scene.now, settings: scene.settings)
            }
            if try scene.queue.complete(
                lease, digest: digest, cost: QueueScene.cost, now: scene.now)
            {
                results[lease.job] = result
                finishedCount[lease.job, default: 0] += 1
            }
        }

        /// One step of some worker, with whatever lease it ever had.
        mutating func step() throws {
            scene.now += UInt64(pick(60))
            switch pick(12) {
            case 0...3:
                let kinds: [Set<JobKind>] = [
                    Set(JobKind.allCases), [.chunk], [.join, .compress], [.last, .wrap],
                ]
                if let lease = try scene.lease("w\(pick(8))", kinds[pick(4)]) {
                    leases.append(lease)
                }
            case 4: scene.now += 150
            case 5:
                let poisoned = scene.queue.records.filter { $0.state == .poisoned }
                for record in poisoned { try scene.queue.retry(record.id, now: scene.now) }
            default:
                guard !leases.isEmpty else { return }
                var lease = leases[pick(leases.count)]
                if pick(10) == 0 {
                    lease = JobLease(job: lease.job, number: lease.number, worker: "thief")
                }
                try use(lease)
            }
        }

        mutating func use(_ lease: JobLease) throws {
            do throws(JobError) {
                switch pick(8) {
                case 0: try scene.queue.release(lease, now: scene.now)
                case 1:
                    try scene.queue.fail(
                        lease, reason: "broke", now: scene.now, settings: scene.settings)
                case 2:
                    _ = try scene.queue.heartbeat(
                        lease, now: scene.now, settings: scene.settings)
                default: return try completeSomehow(lease)
                }
            } catch {
                guard error == .leaseLost(lease.job) else { throw error }
            }
        }

        private mutating func completeSomehow(_ lease: JobLease) throws(JobError) {
            let isLie = pick(3) == 0
            let variant = UInt8(pick(2))
            let result =
                isLie ? [9, 9] : RandomScheduleTests.result(lease.job, variant: variant)
            let before = scene.queue.record(lease.job)
            do {
                try complete(lease, result)
            } catch let error as JobError {
                #expect(
                    error == .alreadyFinished(lease.job) || error == .notReady(lease.job),
                    "\(error)")
                #expect(scene.queue.record(lease.job) == before)
            } catch {
                Issue.record(error)
            }
        }
    }

    @Test(arguments: 0..<(Deep.isOn ? 2_000 : 60))
    func everyJobIsProvenOnce(seed: Int) throws {
        var schedule = Schedule(seed: UInt64(seed))
        var jobs: [ProofJob] = []
        for block in 1...UInt64(3 + seed % 3) {
            for index in 0..<UInt32(1 + seed % 4) {
                jobs.append(try QueueScene.chunk(block, index))
            }
        }
        for job in jobs { try schedule.scene.add(job) }
        var wrapped: [ClosedRange<UInt64>] = []
        for _ in 0..<20_000 {
            try schedule.step()
            for job in try ProofPlanner(schedule.scene.queue.records).range() {
                try schedule.scene.add(job)
                jobs.append(job)
                if job.kind == .wrap { wrapped.append(job.blocks) }
            }
            if schedule.scene.queue.records.allSatisfy({ $0.resultDigest != nil }) { break }
        }
        let records = schedule.scene.queue.records
        #expect(records.map(\.id) == jobs.map(\.id))
        for record in records {
            let result = try #require(schedule.results[record.id], "seed \(seed)")
            #expect(record.resultDigest == SHA256.hash(result))
            #expect(schedule.finishedCount[record.id] == 1)
        }
        // The wraps cover all blocks in order.
        #expect(wrapped.first?.lowerBound == 1)
        #expect(wrapped.last?.upperBound == UInt64(3 + seed % 3))
        for (left, right) in zip(wrapped, wrapped.dropFirst()) {
            #expect(right.lowerBound == left.upperBound + 1)
        }
    }
}
