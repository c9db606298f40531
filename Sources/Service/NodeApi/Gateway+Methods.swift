import Bytes
import Dispatch
import Ledger
import Network
import RpcApi
import Sequencing
import Settlement
import Settling
import Transition

extension Gateway {
    /// Works on one call; the answer may come later.
    func handle(_ request: RPCRequest, from connection: WebSocketConnection?, _ reply: Reply) {
        do throws(RpcApiError) {
            try route(request, from: connection, reply)
        } catch {
            reply.fail(Failure(error))
        }
    }

    private func route(
        _ request: RPCRequest, from connection: WebSocketConnection?, _ reply: Reply
    ) throws(RpcApiError) {
        let json = request.params
        switch request.method {
        case SubmitMethod.name: submit(try SubmitMethod.parameters(json), reply)
        case NetworkMethod.name:
            _ = try NetworkMethod.parameters(json)
            reply.succeed(networkInfo)
        case TokensMethod.name:
            _ = try TokensMethod.parameters(json)
            tokens(reply)
        case PoolsMethod.name:
            _ = try PoolsMethod.parameters(json)
            pools(reply)
        case ReservesMethod.name:
            _ = try ReservesMethod.parameters(json)
            reserves(reply)
        case AccountMethod.name: account(try AccountMethod.parameters(json), reply)
        case NextNonceMethod.name: nextNonce(try NextNonceMethod.parameters(json), reply)
        case QuoteMethod.name: quote(try QuoteMethod.parameters(json), reply)
        case OperationMethod.name:
            let parameters = try OperationMethod.parameters(json)
            status(.signed(parameters.operationID), reply)
        case PriorityMethod.name:
            let parameters = try PriorityMethod.parameters(json)
            status(.priority(parameters.chain, parameters.index), reply)
        case BlockMethod.name: block(try BlockMethod.parameters(json), reply)
        case BlockDataMethod.name: blockData(try BlockDataMethod.parameters(json), reply)
        case PayoutsMethod.name: payouts(try PayoutsMethod.parameters(json), reply)
        case SubscribeMethod.name:
            subscribe(try SubscribeMethod.parameters(json), connection, reply)
        case UnsubscribeMethod.name:
            let parameters = try UnsubscribeMethod.parameters(json)
            unsubscribe(parameters, connection, reply)
        default:
            reply.fail(Failure(.method, "there is no method of this name"))
        }
    }

    private var networkInfo: NetworkInfo {
        let configuration = node.settings
        var info = NetworkInfo()
        info.networkID = configuration.network
        info.version = configuration.version
        info.mode = .attested
        info.modeText = info.mode.text
        info.blockNumber = node.blocks.tracker.latest
        info.minimumFees = configuration.minimumFees.sorted { $0.key < $1.key }
            .map { MinimumFee(token: $0.key, amount: $0.value) }
        info.chains = configuration.chains.map { chain in
            var info = ChainInfo()
            info.chain = chain.port.chain
            info.name = chain.name
            info.evmChainID = chain.evmChainID
            info.contract = chain.contract
            info.confirmations = chain.port.confirmationDepth
            info.isDataChain = chain.isDataChain
            return info
        }
        return info
    }

    private func tokens(_ reply: Reply) {
        let symbols = node.settings.symbols
        query(reply) { sequencer in
            var result = TokensMethod.Result()
            result.tokens = sequencer.tokens.map { TokenInfo($0, symbols: symbols) }
            return result
        } answer: {
            reply.succeed($0)
        }
    }

    private func pools(_ reply: Reply) {
        query(reply) { sequencer in
            var result = PoolsMethod.Result()
            result.pools = sequencer.allPools.map { PoolInfo($0.id, $0.record) }
            return result
        } answer: {
            reply.succeed($0)
        }
    }

    private func reserves(_ reply: Reply) {
        query(reply) { sequencer in
            var result = ReservesMethod.Result()
            result.reserves = sequencer.reserves.map { Reserve($0) }
            return result
        } answer: {
            reply.succeed($0)
        }
    }

    private func account(_ parameters: AccountMethod.Parameters, _ reply: Reply) {
        let owner: Owner?
        switch (parameters.accountID, parameters.owner?.bytes) {
        case (.some, nil): owner = nil
        case (nil, let bytes?):
            guard
                let parsed = Bytes20(bytes).map({ Owner(evm: $0) })
                    ?? Bytes32(bytes).flatMap({ Owner(family: .evm, address: $0) })
            else {
                return reply.fail(Failure(.parameters, "owner must be an EVM address"))
            }
            owner = parsed
        default:
            return reply.fail(Failure(.parameters, "give either accountId or owner"))
        }
        let named = parameters.accountID
        query(reply) { sequencer in
            let account = named ?? owner.flatMap { sequencer.account(of: $0) }
            return account.flatMap { sequencer.accountView($0) }
        } answer: { view in
            guard let view else {
                return reply.fail(Failure(.unknownObject, "there is no such account"))
            }
            reply.succeed(AccountInfo(view))
        }
    }

    private func nextNonce(_ parameters: NextNonceMethod.Parameters, _ reply: Reply) {
        query(reply) { sequencer in
            sequencer.key(parameters.accountID, parameters.slot).map { $0.nonces.next }
        } answer: { found in
            guard let found else {
                return reply.fail(Failure(.unknownObject, "there is no such key"))
            }
            guard let nonce = found else { return reply.fail(Failure(.nonceOutOfWindow)) }
            var result = NextNonceMethod.Result()
            result.nonce = nonce
            reply.succeed(result)
        }
    }

    private func quote(_ parameters: QuoteMethod.Parameters, _ reply: Reply) {
        guard (parameters.amountIn == nil) != (parameters.amountOut == nil) else {
            return reply.fail(Failure(.parameters, "give either amountIn or amountOut"))
        }
        query(reply) { sequencer in
            (
                sequencer.allPools,
                parameters.chain.map {
                    sequencer.amount(.reserve($0, parameters.tokenOut))
                }
            )
        } answer: { [self] pools, reserve in
            // The answer may come on the thread that makes the log durable: it must not search.
            workers.async {
                let quoter = Quoter(pools: pools)
                switch quoter.quote(parameters, reserve: reserve) {
                case .success(let result): reply.succeed(result)
                case .failure(let failure): reply.fail(failure)
                }
            }
        }
    }
}
