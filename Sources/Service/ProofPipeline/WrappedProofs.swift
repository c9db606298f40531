import Aggregation
import Bytes
import Groth16
import Hashing
import Ledger
package import ProofJobs
package import ProofStores
package import Settlement
package import Settling
import Synchronization
package import Wrap

/// The finished wraps of the queue as proofs for contracts, each verified before it is given.
///
/// A class because the drivers of all chains and the thread that looks at the queue share it.
package final class WrappedProofs: Sendable {
    /// What a contract asks for: a wrap, the program, and the headers before and at the end.
    private struct Question: Hashable {
        let result: Bytes32
        let program: ProvenProgram
        let start: Bytes32
        let last: Bytes32
    }

    private struct State {
        var source: Source?
        var wraps: [JobRecord] = []
        var answers: [Question: Result<[UInt8], Refusal>] = [:]
        /// The refused results by job: the digest of one that the queue does not have made again.
        var refused: [Bytes32: Bytes32?] = [:]
    }

    /// Where wraps come from, and what verifies one.
    private struct Source: Sendable {
        let queue: any JobSource
        let verify: @Sendable (WrappedProof) throws(WrappedProof.Failure) -> Void
    }

    private let alarm: ProvingAlarm
    private let state = Mutex(State())

    /// Proofs that come once `open` was called.
    package init(alarm: ProvingAlarm) { self.alarm = alarm }

    /// Takes wraps from a queue from now on.
    package func open(
        _ queue: any JobSource,
        verify: @escaping @Sendable (WrappedProof) throws(WrappedProof.Failure) -> Void
    ) {
        state.withLock { $0.source = Source(queue: queue, verify: verify) }
    }

    /// Takes note of the records of the queue.
    package func update(_ records: [JobRecord]) {
        let wraps = records.filter { $0.kind == .wrap }
        let finished = wraps.filter { $0.resultDigest != nil }.sorted {
            ($0.blocks.upperBound, $0.blocks.lowerBound)
                > ($1.blocks.upperBound, $1.blocks.lowerBound)
        }
        let results = Set(finished.compactMap(\.resultDigest))
        let isRight = state.withLock { state in
            state.wraps = finished
            state.answers = state.answers.filter { results.contains($0.key.result) }
            // Wrong until it was made again, or is another one, or is not needed any more.
            state.refused = state.refused.filter { id, digest in
                wraps.contains { $0.id == id && $0.resultDigest == digest }
            }
            return state.refused.isEmpty
        }
        if isRight { alarm.clear(.wrongProof) }
    }
}

extension WrappedProofs: BlockProofSource {
    /// The proof of a range that takes a contract furthest; `nil` while there is none.
    ///
    /// Its range begins at most after the last proven block and ends with a committed one: a
    /// contract takes a range of which it has proven a part.
    package func proof(for request: ProofRequest) -> RangeProof? {
        let (source, wraps) = state.withLock { ($0.source, $0.wraps) }
        guard let source else { return nil }
        for wrap in wraps {
            // Blocks of jobs are at least 1.
            let (start, last) = (wrap.blocks.lowerBound &- 1, wrap.blocks.upperBound)
            guard start <= request.proven, request.proven < last, last <= request.committed,
                let digest = wrap.resultDigest, let before = request.headerHash(start),
                let after = request.headerHash(last)
            else { continue }
            let question = Question(
                result: digest, program: request.program, start: before, last: after)
            if let bytes = answer(question, wrap, source) {
                return RangeProof(start: start, last: last, bytes: bytes)
            }
        }
        return nil
    }

    /// The verified bytes for a question; `nil` where the wrap is refused or cannot be read.
    private func answer(
        _ question: Question, _ wrap: JobRecord, _ source: Source
    ) -> [UInt8]? {
        if let known = state.withLock({ $0.answers[question] }) { return try? known.get() }
        let stored: [UInt8]?
        do throws(JobError) {
            stored = try source.queue.result(wrap.id)
        } catch {
            // The queue's upkeep tells the operator.
            return nil
        }
        guard let stored else { return nil }
        let answer: Result<[UInt8], Refusal>
        do throws(Refusal) {
            answer = .success(try Self.verified(stored, question, source))
        } catch {
            guard refuse(wrap, stored, error, source) else { return nil }
            answer = .failure(error)
        }
        state.withLock { $0.answers[question] = answer }
        return try? answer.get()
    }

    private static func verified(
        _ bytes: [UInt8], _ question: Question, _ source: Source
    ) throws(Refusal) -> [UInt8] {
        let wrapped: WrappedProof
        do throws(WrappedProof.Failure) {
            wrapped = try WrappedProof(decoding: bytes)
        } catch {
            throw .proof(error)
        }
        let (statement, program) = (wrapped.statement, question.program)
        guard statement.program.bytes == program.id else {
            throw .program(expected: program.id, actual: statement.program.bytes)
        }
        guard statement.keyRoot.bytes == program.keyRoot else {
            throw .keyRoot(expected: program.keyRoot, actual: statement.keyRoot.bytes)
        }
        guard statement.before == question.start else {
            throw .start(expected: question.start, actual: statement.before)
        }
        guard statement.after == question.last else {
            throw .last(expected: question.last, actual: statement.after)
        }
        // Program, keys and headers are those of the statement, so its public input is the
        // contract's.
        do throws(WrappedProof.Failure) {
            try source.verify(wrapped)
        } catch {
            throw .proof(error)
        }
        return wrapped.proof.ethereumBytes
    }

    /// Has a wrap made again that is not what a contract asks for, and tells the operator; `false`
    /// when the queue did not answer.
    private func refuse(
        _ wrap: JobRecord, _ bytes: [UInt8], _ refusal: Refusal, _ source: Source
    ) -> Bool {
        var detail = "the proof of \(wrap.title) is not given to contracts: \(refusal)"
        var isAnswered = true
        var wrong = wrap.resultDigest
        do throws(JobError) {
            try source.queue.refuse(
                wrap.id, digest: SHA256.hash(bytes), reason: "\(refusal)")
            wrong = nil
        } catch {
            // A proof that verifies and says something else is not made again.
            detail += "; it is not made again: \(error)"
            if case .unavailable = error { isAnswered = false }
        }
        state.withLock { $0.refused[wrap.id] = .some(wrong) }
        alarm.raise(.wrongProof, block: wrap.blocks.upperBound, detail)
        return isAnswered
    }
}
