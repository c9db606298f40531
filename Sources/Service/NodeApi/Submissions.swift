import Bytes
import Hashing
import Ledger
import Network
import RpcApi
import Scheduling
import Sequencing
import Settling
import Synchronization
import Transition

/// Admission of signed operations: decodes, verifies, submits, and answers when they are durable.
///
/// A class because the worker threads share the keys and the readiness.
final class Submissions: Sendable {
    private let parts: NodeApiParts
    private let faults: FaultLog
    private let overload: Overload
    private let recipients: Recipients
    private let signatures: SignatureVerifier
    private let isAccepting = Atomic<Bool>(true)
    private let seconds: Histogram

    init(_ parts: NodeApiParts, faults: FaultLog, overload: Overload) {
        self.parts = parts
        self.faults = faults
        self.overload = overload
        recipients = Recipients(chains: parts.settings.chains)
        signatures = SignatureVerifier(network: parts.settings.network)
        seconds = parts.metrics.histogram(
            "zkl_node_submit_seconds", help: "From reading a submission to its durable answer.")
    }

    /// Refuses further operations.
    func close() { isAccepting.store(false, ordering: .relaxed) }

    func submit(_ parameters: SubmitMethod.Parameters, _ reply: Reply<SubmitMethod.Result>) {
        guard isAccepting.load(ordering: .relaxed) else {
            return reply.fail(RequestFailure(.notReady, "the node is stopping"))
        }
        let operation: SignedOperation
        do throws(DecodingError) {
            operation = try SignedOperation(decoding: parameters.operation.bytes)
        } catch {
            return reply.fail(RequestFailure(.malformed, "the operation does not decode: \(error)"))
        }
        let message = operation.signingMessage(network: parts.settings.network)
        let id = SHA256.hash(message)
        let recipient = operation.body.recipient
        let (held, known, unpayable) = parts.engine.peek { sequencer in
            (
                sequencer.key(operation.authorization.account, operation.authorization.slot)?
                    .publicKey,
                sequencer.recentResult(.signed(id)) != nil,
                recipient.flatMap { recipients.failure($0, sequencer) }
            )
        }
        // An operation sequenced before gets its first result, even below the present minimum fee.
        if !known, let failure = feeFailure(operation, id) { return reply.fail(failure) }
        if !known,
            let failure = RequestFailure(stopping: .admission, parts.alarms) ?? unpayable
        {
            return refuse(operation, id, failure, reply)
        }
        var verifiedKey: Bytes40?
        if !known, let held, signatures.verifies(operation, message: message, with: held) {
            verifiedKey = held
        }
        let started = parts.clock.nowMilliseconds
        let isTaken = parts.engine.submit(operation, id: id, verifiedKey: verifiedKey) {
            [self] in
            let now = parts.clock.nowMilliseconds
            seconds.observe(Double(now - min(started, now)) / 1_000)
            let outcome = $0
            reply.resume { [self] in answer(outcome, id, reply) }
        }
        if !isTaken { reply.fail(overload.failure) }
    }

    /// Answers with the first result of an operation sequenced long ago, else with the failure.
    private func refuse(
        _ operation: SignedOperation, _ id: Bytes32, _ failure: RequestFailure,
        _ reply: Reply<SubmitMethod.Result>
    ) {
        guard let stored = try? parts.blocks.store.result(.signed(id)),
            stored.opcode == operation.body.opcode
        else { return reply.fail(failure) }
        reply.succeed(SubmitMethod.Result(stored, id))
    }

    private func feeFailure(_ operation: SignedOperation, _ id: Bytes32) -> RequestFailure? {
        let minimumFees = parts.settings.minimumFees
        guard !minimumFees.isEmpty else { return nil }
        let fee = operation.fee
        if let minimum = minimumFees[fee.token], fee.amount >= minimum { return nil }
        if let found = try? parts.blocks.store.result(.signed(id)),
            found.opcode == operation.body.opcode
        {
            return nil
        }
        let least = minimumFees.sorted { $0.key < $1.key }
            .map { "\($0.value.decimal) of token \($0.key.rawValue)" }
        return RequestFailure(.feeTooLow, "the fee is at least " + least.joined(separator: " or "))
    }

    private func answer(
        _ answer: Sequencer.Answer, _ id: Bytes32, _ reply: Reply<SubmitMethod.Result>
    ) {
        switch answer {
        case .sequenced(let placement): reply.succeed(SubmitMethod.Result(placement, id))
        case .rejected(let rejection):
            // The store may have an operation that is no longer in memory.
            do throws(SequencingError) {
                if let stored = try parts.blocks.store.result(.signed(id)) {
                    return reply.succeed(SubmitMethod.Result(stored, id))
                }
                reply.fail(RequestFailure(rejection))
            } catch {
                reply.fail(faults.failure(error))
            }
        case .halted: reply.fail(RequestFailure(.notReady, "the node sequences nothing more"))
        }
    }
}

extension SubmitMethod.Result {
    init(_ placement: Placement, _ id: Bytes32) {
        self.init(
            operationID: id, status: .sequenced, blockNumber: placement.blockNumber,
            index: placement.index, receipt: ReceiptInfo(placement.result))
    }
}

/// A counted refusal of requests because too many are waiting.
struct Overload: Sendable {
    private let count: Counter

    init(_ metrics: Metrics) {
        count = metrics.counter(
            "zkl_node_overloaded_total", help: "Requests refused because too much was waiting.")
    }

    /// The answer to one more submission that the sequencer does not take.
    var failure: RequestFailure {
        counted(
            RequestFailure(
                .overloaded, "too many operations are being made durable: nothing was done",
                retryAfterMilliseconds: NodeApiLimits.retryAfterMilliseconds))
    }

    /// Counts a refusal and returns it.
    func counted(_ failure: RequestFailure) -> RequestFailure {
        count.add()
        return failure
    }
}
