import BlockProofs
import ProofJobs
import Provers
import Testing

/// The work of a chunk.
@Suite struct ChunkWorkTests {
    @Test func resultsAreProofsOfTheirJobAlone() throws {
        let scene = try ChunkScene.made.get()
        let job = scene.jobs[0]
        let result = try scene.work.run(job, inputs: []) { _ in }
        try scene.check.verify(result, of: job, inputs: [])
        #expect(scene.work.kinds == [.chunk] && scene.check.kinds == [.chunk])
        #expect(throws: WorkFailure.self) {
            try scene.check.verify(result, of: scene.jobs[1], inputs: [])
        }
        for wrong in [[], Array(result.dropLast()), result + [0], [1] + result.dropFirst()] {
            #expect(throws: WorkFailure.self) {
                try scene.check.verify(wrong, of: job, inputs: [])
            }
        }
    }

    @Test func payloadsThatAreNoPartsAreRefused() throws {
        let scene = try ChunkScene.made.get()
        let payload = scene.jobs[0].payload
        var foreign = payload
        foreign[8] ^= 1  // the digest of the program
        for bytes in [[], Array(payload.dropLast()), foreign] {
            let job = try ProofJob(kind: .chunk, blocks: 2...2, payload: bytes)
            #expect(throws: WorkFailure.self) { try scene.work.run(job, inputs: []) { _ in } }
            #expect(throws: WorkFailure.self) {
                try scene.check.verify([], of: job, inputs: [])
            }
        }
        let combined = CombinedWork([scene.work, ToyWork(kinds: [.join])])
        #expect(combined.kinds == [.chunk, .join])
        let wrap = try ProofJob(kind: .wrap, blocks: 1...1, payload: [])
        #expect(throws: WorkFailure("wrap jobs are not done here")) {
            try combined.run(wrap, inputs: []) { _ in }
        }
    }
}
