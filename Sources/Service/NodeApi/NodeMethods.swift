import Ledger
import RpcApi
import Sequencing

/// The methods of a node with their handlers.
struct NodeMethods: Sendable {
    let parts: NodeApiParts
    let submissions: Submissions
    let faults: FaultLog

    /// All methods, in the order of the documentation.
    var table: MethodTable {
        var methods = MethodTable()
        methods.on(NetworkMethod.self) { _, reply in reply.succeed(network) }
        methods.on(TokensMethod.self) { _, reply in tokens(reply) }
        methods.on(PoolsMethod.self) { _, reply in pools(reply) }
        methods.on(DollarMethod.self) { _, reply in dollar(reply) }
        methods.on(VaultsMethod.self) { parameters, reply in vaults(parameters, reply) }
        methods.on(AccountMethod.self) { parameters, reply in account(parameters, reply) }
        methods.on(NextNonceMethod.self) { parameters, reply in nextNonce(parameters, reply) }
        methods.on(ReservesMethod.self) { _, reply in reserves(reply) }
        methods.on(QuoteMethod.self) { parameters, reply in quote(parameters, reply) }
        methods.on(SubmitMethod.self) { parameters, reply in
            submissions.submit(parameters, reply)
        }
        methods.on(OperationMethod.self) { parameters, reply in
            status(of: .signed(parameters.operationID), reply)
        }
        methods.on(PriorityMethod.self) { parameters, reply in
            status(of: .priority(parameters.chain, parameters.index), reply)
        }
        methods.on(BlockMethod.self) { parameters, reply in block(parameters, reply) }
        methods.on(BlockDataMethod.self) { parameters, reply in blockData(parameters, reply) }
        methods.on(PayoutsMethod.self) { parameters, reply in payouts(parameters, reply) }
        methods.on(SubscribeMethod.self) { parameters, reply in subscribe(parameters, reply) }
        methods.on(UnsubscribeMethod.self) { parameters, reply in unsubscribe(parameters, reply) }
        return methods
    }

    /// Reads the present state and passes the result on, in a further turn of the connection, once
    /// all that it shows is durable.
    func query<Value: Sendable, Answer>(
        _ reply: Reply<Answer>, _ read: @Sendable (Sequencer) -> Value,
        answer: @escaping @Sendable (Value) -> Void
    ) {
        parts.engine.query(read) { value in
            guard let value else {
                return reply.fail(
                    RequestFailure(.notReady, "the node cannot make anything durable"))
            }
            // This may be the thread that makes the log durable, which must not work for clients.
            reply.resume { answer(value) }
        }
    }
}
