import Bytes
import Hashing
import ProofJobs
import TestSupport
import Testing

/// Jobs and records as bytes.
@Suite struct JobEncodingTests {
    private func job() throws -> ProofJob {
        try ProofJob(
            kind: .join, blocks: 7...9, index: 3, operationCount: 12,
            needs: [SHA256.hash([1]), SHA256.hash([2])], payload: [1, 2, 3])
    }

    @Test func jobsComeBackWithTheirName() throws {
        let job = try job()
        #expect(try ProofJob(decoding: job.encoded) == job)
        #expect(job.id == SHA256.hash(job.encoded))
        #expect(Set(JobKind.allCases.map(\.code)) == [1, 2, 3, 4, 5])
    }

    /// Every field is in the name.
    @Test func otherJobsHaveOtherNames() throws {
        let base = try job()
        let others = [
            try ProofJob(kind: .wrap, blocks: 7...9, payload: []),
            try ProofJob(kind: .join, blocks: 7...9, payload: []),
            try ProofJob(kind: .join, blocks: 7...8, payload: []),
            try ProofJob(kind: .join, blocks: 6...9, payload: []),
            try ProofJob(kind: .join, blocks: 7...9, index: 1, payload: []),
            try ProofJob(kind: .join, blocks: 7...9, operationCount: 1, payload: []),
            try ProofJob(kind: .join, blocks: 7...9, needs: [base.id], payload: []),
            try ProofJob(kind: .join, blocks: 7...9, payload: [0]),
        ]
        #expect(Set(others.map(\.id) + [base.id]).count == others.count + 1)
    }

    @Test func limitsHold() throws {
        let needs = [Bytes32](repeating: Bytes32(), count: 17)
        #expect(throws: JobError.tooLarge(limit: 16, actual: 17)) {
            try ProofJob(kind: .join, blocks: 1...1, needs: needs, payload: [])
        }
        let payload = [UInt8](repeating: 0, count: JobLimits.byteCount + 1)
        #expect(throws: JobError.tooLarge(limit: JobLimits.byteCount, actual: payload.count)) {
            try ProofJob(kind: .join, blocks: 1...1, payload: payload)
        }
        #expect(throws: JobError.self) {
            try ProofJob(kind: .join, blocks: 1...UInt64.max, payload: [])
        }
        let long = [UInt8](repeating: 0, count: JobLimits.byteCount + 1_000)
        #expect(throws: JobError.self) { try ProofJob(decoding: long) }
        let record = [UInt8](repeating: 0, count: JobLimits.recordByteCount + 1)
        #expect(throws: JobError.tooLarge(limit: 1 << 14, actual: record.count)) {
            try JobRecord(decoding: record)
        }
    }

    /// A job's head is as long as its fields say, and each has few values.
    @Test func damagedJobsAreRefused() throws {
        let bytes = try job().encoded
        let head = bytes.count - 3
        for count in 0..<head {
            #expect(throws: JobError.self) { try ProofJob(decoding: Array(bytes[..<count])) }
        }
        for (index, value) in [(0, 0), (7, 9), (8, 0), (8, 6), (9, 255), (33, 17)] {
            var damaged = bytes
            damaged[index] = UInt8(value)
            #expect(throws: JobError.self, "\(index)") { try ProofJob(decoding: damaged) }
        }
    }

    /// Records in every state, and what is left when a byte is missing or too many.
    @Test func recordsComeBack() throws {
        var scene = QueueScene()
        let chunks = try (0..<4).map { try QueueScene.chunk(1, UInt32($0)) }
        for job in chunks { try scene.add(job) }
        try scene.add(try QueueScene.join(chunks))
        for _ in 0..<3 { try scene.fail(try #require(try scene.lease("ä"))) }
        _ = try scene.complete(try #require(try scene.lease()))
        _ = try scene.lease()
        let records = scene.queue.records
        #expect(Set(records.map(\.state.name)) == Set(JobState.names))
        for record in records {
            let bytes = record.encoded
            #expect(try JobRecord(decoding: bytes) == record)
            for count in bytes.indices {
                #expect(throws: JobError.self) { try JobRecord(decoding: Array(bytes[..<count])) }
            }
            #expect(throws: JobError.self) { try JobRecord(decoding: bytes + [0]) }
        }
        #expect(JobQueue(records).records == records)
    }

    @Test func randomBytesNeverTrap() throws {
        var random = SeededGenerator(seed: 3)
        let record = try #require(
            { () throws -> JobRecord? in
                var scene = QueueScene()
                try scene.add(try QueueScene.chunk(1))
                _ = try scene.lease()
                return scene.queue.records.first
            }())
        let sources = [record.encoded, try job().encoded]
        for _ in 0..<5_000 {
            var bytes = sources[Int(random.next() % 2)]
            for _ in 0...Int(random.next() % 4) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() & 255)
            }
            _ = try? JobRecord(decoding: bytes)
            _ = try? ProofJob(decoding: bytes)
        }
    }
}
