import Dispatch
import Foundation
import ProofJobs
import ProofStores
import Provers
import Synchronization
import Testing

/// What is special to a queue in PostgreSQL: many connections, lost ones, versions.
@Suite struct PostgresTests {
    /// Six workers with connections of their own do every job once, up to the wraps.
    @Test func workersAtOnceShareTheJobs() throws {
        try PrivatePostgres.with { information in
            let store = try PostgresJobStore(information, check: ToyWork())
            let finished = Mutex<[String]>([])
            let workers = try (0..<6).map { index in
                ProverWorker(
                    try PostgresJobStore(information, check: ToyWork()), work: ToyWork(),
                    kinds: Set(JobKind.allCases), name: "w\(index)", clock: QuickClock()
                ) { event in
                    if case .finished(let job, _, _) = event {
                        finished.withLock { $0.append(job.title) }
                    }
                }
            }
            let ended = DispatchSemaphore(value: 0)
            for worker in workers {
                Thread {
                    worker.run()
                    ended.signal()
                }.start()
            }
            for block in 1...3 as ClosedRange<UInt64> {
                let parts = (0..<5).map {
                    ProofPlanner.Part(payload: [UInt8($0)], operationCount: 1)
                }
                try store.addBlock(block, parts: parts)
            }
            for _ in 0..<1_000 {
                try store.plan()
                if ProofPlanner(try store.snapshot().records).lastWrapped == 3 { break }
                usleep(10_000)
            }
            for worker in workers { worker.stop() }
            for _ in workers { ended.wait() }
            #expect(try store.snapshot().records.allSatisfy { $0.state.name == "finished" })
            let titles = finished.withLock { $0 }
            #expect(ProofPlanner(try store.snapshot().records).lastWrapped == 3)
            #expect(Set(titles).count == titles.count)
            #expect(titles.count { $0.hasPrefix("chunk") } == 15)
        }
    }

    @Test func aLostConnectionIsMadeAgain() throws {
        try PrivatePostgres.with { information in
            let store = try PostgresJobStore(information, check: ToyWork())
            try store.add([try ProofJob(kind: .chunk, blocks: 1...1, payload: [])])
            let other = try PostgresConnection(information)
            _ = try other.transaction { () throws(JobError) in
                try other.run(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
                    """)
            }
            #expect(throws: JobError.self) { try store.snapshot() }
            #expect(try store.snapshot().records.count == 1)
            #expect(try store.lease([.chunk], to: "a") != nil)
        }
    }

    @Test func otherVersionsAreRefused() throws {
        try PrivatePostgres.with { information in
            _ = try PostgresJobStore(information, check: ToyWork())
            let connection = try PostgresConnection(information)
            _ = try connection.transaction { () throws(JobError) in
                try connection.run("UPDATE zklink_proving.queue SET version = 2")
            }
            #expect(throws: JobError.schemaVersion(expected: 1, actual: 2)) {
                try PostgresJobStore(information, check: ToyWork())
            }
        }
        #expect(throws: JobError.self) {
            try PostgresJobStore("host=/nowhere dbname=none", check: ToyWork())
        }
    }
}
