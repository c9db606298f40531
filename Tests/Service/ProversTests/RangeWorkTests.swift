import Aggregation
import Bytes
import ProofJobs
import Provers
import TestSupport
import Testing
import Wrap

/// The work above chunks: honest results, and what is none.
@Suite struct RangeWorkTests {
    private let scene: RangeScene

    init() throws { scene = try RangeScene.made.get() }

    private func refusal(
        _ result: [UInt8], of done: RangeScene.Done, inputs: [[UInt8]]? = nil
    ) -> WorkFailure? {
        do throws(WorkFailure) {
            try scene.work.verify(result, of: done.job, inputs: inputs ?? done.inputs)
            return nil
        } catch {
            return error
        }
    }

    /// The last layer's proof says what lies between the headers.
    @Test func aBlockGoesThroughAllKinds() throws {
        let last = try scene.layer.decode(try scene.last(.last).result)
        try scene.layer.verify(last)
        #expect(last.statement.before == scene.previous)
        #expect(last.statement.after == scene.header)
        let kinds = scene.done.map(\.job.kind)
        let joinCount = kinds.count { $0 == .join }
        #expect(joinCount >= 2 && kinds.count { $0 == .compress } == 1)
        #expect(kinds.last == (Deep.isOn ? .wrap : .last))
        for done in scene.done { #expect(refusal(done.result, of: done) == nil) }
        if Deep.isOn {
            let wrapped = try WrappedProof(decoding: try scene.last(.wrap).result)
            #expect(wrapped.statement == last.statement)
        }
    }

    @Test func otherBytesAreRefused() throws {
        for done in scene.done where done.job.kind != .chunk {
            var changed = done.result
            changed[changed.count - 1] ^= 1
            for bytes in [[], Array(done.result.dropLast()), done.result + [0], changed] {
                #expect(refusal(bytes, of: done) != nil, "\(done.job.kind)")
            }
            // The result of another job, and its own for other inputs.
            for other in scene.done where other.job.id != done.job.id {
                #expect(refusal(other.result, of: done) != nil, "\(done.job.kind)")
            }
            for inputs in [[], done.inputs + done.inputs + done.inputs, [done.result]] {
                #expect(refusal(done.result, of: done, inputs: inputs) != nil)
            }
        }
    }

    /// A statement that was changed is not that of the input, whatever the proof is worth.
    @Test func otherStatementsAreRefused() throws {
        for kind in [JobKind.join, .compress, .last] {
            let done = try scene.last(kind)
            var changed = done.result
            // The last byte of the digest after.
            changed[8 + 127] ^= 1
            #expect(refusal(changed, of: done) == WorkFailure("the proof says something else"))
        }
    }

    /// Nothing is proven above what is no proof.
    @Test func falseInputsGiveNoResult() throws {
        for kind in [JobKind.join, .compress, .last] {
            let done = try scene.last(kind)
            var inputs = done.inputs
            inputs[0][8 + 127] ^= 1
            for others in [inputs, [], [[1, 2, 3]]] {
                #expect(throws: WorkFailure.self) {
                    try scene.work.run(done.job, inputs: others) { _ in }
                }
            }
        }
    }
}
