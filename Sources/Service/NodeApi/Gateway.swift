import Bytes
import Dispatch
import Hashing
import Ledger
package import Network
import RpcApi
import Scheduling
import Sequencing
import Settling
import Synchronization

/// The public interface: JSON-RPC over HTTP and WebSocket, and what an operator reads.
///
/// Requests are worked on by a few threads; the server's own thread only hands them over.
package final class Gateway: Sendable {
    let node: NodeApiParts
    /// Start of the process in milliseconds since 1970, a part of every fault's id.
    private let startMilliseconds: UInt64
    private let dispatcher = JSONRPCDispatcher()
    let workers = DispatchQueue(label: "zkl-requests", attributes: .concurrent)
    private let waiting = Atomic<Int>(0)
    private let signatures: SignatureVerifier
    private let isAccepting = Atomic<Bool>(true)
    private let requestCount: Counter
    private let refusalCount: Counter
    private let faultCount = Atomic<UInt64>(0)
    private let submitSeconds: Histogram

    package init(_ node: NodeApiParts) {
        self.node = node
        startMilliseconds = node.clock.nowMilliseconds
        signatures = SignatureVerifier(network: node.settings.network)
        requestCount = node.metrics.counter(
            "zkl_node_requests_total", help: "Requests of all kinds.")
        refusalCount = node.metrics.counter(
            "zkl_node_overloaded_total", help: "Requests refused because too much was waiting.")
        submitSeconds = node.metrics.histogram(
            "zkl_node_submit_seconds", help: "From reading a submission to its durable answer.")
    }

    /// No further request is accepted.
    package func close() { isAccepting.store(false, ordering: .relaxed) }

    /// What the server calls.
    package var handlers: ServerHandlers {
        ServerHandlers(
            request: { [self] request, responder in receive(request, responder) },
            received: { [self] connection, message in
                enqueue(message, from: connection) {
                    if let answer = $0 { connection.send(answer) }
                }
            },
            closed: { [self] connection in node.hub.closed(connection) })
    }

    private func receive(_ request: HTTPRequest, _ responder: HTTPResponder) {
        switch (request.method, request.path) {
        case (.post, "/"):
            enqueue(request.body, from: nil) { answer in
                responder.respond(
                    HTTPResponse(status: answer == nil ? 204 : 200, body: answer ?? []))
            }
        case (.options, _): responder.respond(HTTPResponse(status: 204, body: []))
        case (.get, let path):
            workers.async { [self] in responder.respond(page(path)) }
        case (.post, _): responder.respond(.text("not found\n", status: 404))
        }
    }

    /// Hands a body to the workers; refuses it when too many wait.
    private func enqueue(
        _ body: [UInt8], from connection: WebSocketConnection?,
        answer: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        requestCount.add()
        guard waiting.add(1, ordering: .relaxed).newValue <= NodeApiLimits.waitingRequests else {
            waiting.subtract(1, ordering: .relaxed)
            dispatcher.dispatch(
                body, handler: { [self] _, responder in responder.fail(overloaded.error) },
                completion: answer)
            return
        }
        workers.async { [self] in
            dispatcher.dispatch(
                body,
                handler: { [self] request, responder in
                    handle(request, from: connection, Reply(responder))
                },
                completion: answer)
            waiting.subtract(1, ordering: .relaxed)
        }
    }

    var overloaded: Failure {
        refusalCount.add()
        return Failure(
            .overloaded, "too much is waiting: nothing was done",
            retryAfterMilliseconds: NodeApiLimits.retryAfterMilliseconds)
    }

    /// Reads the present state and answers with what was read.
    func query<Value: Sendable>(
        _ reply: Reply, _ read: @Sendable (Sequencer) -> Value,
        answer: @escaping @Sendable (Value) -> Void
    ) {
        node.engine.query(read) { value in
            guard let value else {
                return reply.fail(Failure(.notReady, "the node cannot make anything durable"))
            }
            answer(value)
        }
    }

    /// A fault of the node itself, with an id to look for in its log.
    func fault(_ error: any Error) -> Failure {
        let number = faultCount.add(1, ordering: .relaxed).newValue
        let id = "\(startMilliseconds)-\(number)"
        node.log("fault \(id): \(error)")
        return Failure(.internal, "the node failed; see its log", id: id)
    }
}

/// Answers one call with a value of the interface.
struct Reply: Sendable {
    private let responder: RPCResponder

    init(_ responder: RPCResponder) { self.responder = responder }

    func succeed(_ value: some WireValue) { responder.succeed(value.wire) }

    func fail(_ failure: Failure) { responder.fail(failure.error) }
}

// MARK: Submitting

extension Gateway {
    func submit(_ parameters: SubmitMethod.Parameters, _ reply: Reply) {
        guard isAccepting.load(ordering: .relaxed) else {
            return reply.fail(Failure(.notReady, "the node is stopping"))
        }
        let operation: SignedOperation
        do throws(DecodingError) {
            operation = try SignedOperation(decoding: parameters.operation.bytes)
        } catch {
            return reply.fail(Failure(.malformed, "the operation does not decode: \(error)"))
        }
        let message = operation.signingMessage(network: node.settings.network)
        let id = SHA256.hash(message)
        let (held, known) = node.engine.peek { sequencer in
            (
                sequencer.key(operation.account, operation.slot)?.publicKey,
                sequencer.recentResult(.signed(id)) != nil
            )
        }
        // One that was sequenced gets its first result, whatever the minimum fee is by now.
        if !known, let failure = feeFailure(operation, id) { return reply.fail(failure) }
        var verifiedKey: Bytes40?
        if !known, let held, signatures.verifies(operation, message: message, with: held) {
            verifiedKey = held
        }
        let started = node.clock.nowMilliseconds
        let isTaken = node.engine.submit(operation, id: id, verifiedKey: verifiedKey) { [self] in
            let now = node.clock.nowMilliseconds
            submitSeconds.observe(Double(now - min(started, now)) / 1_000)
            answer($0, id, reply)
        }
        if !isTaken { reply.fail(overloaded) }
    }

    private func feeFailure(_ operation: SignedOperation, _ id: Bytes32) -> Failure? {
        let minimumFees = node.settings.minimumFees
        guard !minimumFees.isEmpty else { return nil }
        if let minimum = minimumFees[operation.feeToken], operation.fee >= minimum { return nil }
        if let found = try? node.blocks.store.result(.signed(id)), found.kind == operation.body.kind
        {
            return nil
        }
        let least = minimumFees.sorted { $0.key < $1.key }
            .map { "\($0.value.decimal) of token \($0.key.rawValue)" }
        return Failure(.feeTooLow, "the fee is at least " + least.joined(separator: " or "))
    }

    private func answer(_ answer: Sequencer.Answer, _ id: Bytes32, _ reply: Reply) {
        switch answer {
        case .sequenced(let placement): reply.succeed(SubmitMethod.Result(placement, id))
        case .rejected(let rejection):
            // An operation older than what memory holds was sequenced all the same.
            do throws(NodeError) {
                if let stored = try node.blocks.store.result(.signed(id)) {
                    return reply.succeed(SubmitMethod.Result(stored, id))
                }
                reply.fail(Failure(rejection))
            } catch {
                reply.fail(fault(error))
            }
        case .halted: reply.fail(Failure(.notReady, "the node sequences nothing more"))
        }
    }
}

extension SubmitMethod.Result {
    init(_ placement: Placement, _ id: Bytes32) {
        self.init()
        operationID = id
        blockNumber = placement.blockNumber
        index = placement.index
        receipt = placement.receipt
    }
}
