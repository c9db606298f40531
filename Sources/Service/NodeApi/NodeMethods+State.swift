import Bytes
import Ledger
import RpcApi
import Scheduling
import Sequencing
import Settlement
import Settling
import Transition

// Answers from the present state of the ledger.

extension NodeMethods {
    var network: NetworkInfo {
        let settings = parts.settings
        let mode = SettlementModeName(parts.blocks.tracker.mode)
        return NetworkInfo(
            networkID: settings.network, version: settings.version, mode: mode,
            modeText: mode.text, blockNumber: parts.blocks.tracker.latest, feeAccount: .fees,
            minimumFees: settings.minimumFees.sorted { $0.key < $1.key }
                .map { MinimumFeeInfo(token: $0.key, amount: $0.value) },
            chains: settings.chains.map { ChainInfo($0) },
            stopped: ServiceName.names(of: parts.alarms.stopped),
            alarms: parts.alarms.raised.map { AlarmInfo($0) },
            proving: parts.reports.proving())
    }

    func tokens(_ reply: Reply<TokensMethod.Result>) {
        let symbols = parts.settings.symbols
        query(reply) { sequencer in
            TokensMethod.Result(tokens: sequencer.tokens.map { TokenInfo($0, symbols: symbols) })
        } answer: {
            reply.succeed($0)
        }
    }

    func pools(_ reply: Reply<PoolsMethod.Result>) {
        let now = parts.clock.nowMilliseconds
        query(reply) { sequencer in
            PoolsMethod.Result(
                pools: sequencer.allPools.map { PoolInfo($0, at: now) })
        } answer: {
            reply.succeed($0)
        }
    }

    func dollar(_ reply: Reply<DollarMethod.Result>) {
        let now = parts.clock.nowMilliseconds / 1_000
        query(reply) { sequencer in
            DollarMethod.Result(sequencer, at: now)
        } answer: { found in
            guard let found else {
                return reply.fail(
                    RequestFailure(.unknownObject, "the network has no unified dollar"))
            }
            reply.succeed(found)
        }
    }

    func vaults(_ parameters: VaultsMethod.Parameters, _ reply: Reply<VaultsMethod.Result>) {
        let now = parts.clock.nowMilliseconds / 1_000
        query(reply) { sequencer in
            VaultsMethod.Result(sequencer, of: parameters.accountID, at: now)
        } answer: {
            reply.succeed($0)
        }
    }

    func reserves(_ reply: Reply<ReservesMethod.Result>) {
        query(reply) { sequencer in
            ReservesMethod.Result(reserves: sequencer.reserves.map { ReserveInfo($0) })
        } answer: {
            reply.succeed($0)
        }
    }

    func account(_ parameters: AccountMethod.Parameters, _ reply: Reply<AccountInfo>) {
        let owner: ChainAddress?
        switch (parameters.accountID, parameters.owner?.bytes) {
        case (.some, nil): owner = nil
        case (nil, let bytes?):
            guard let parsed = ChainAddress(evmBytes: bytes) else {
                return reply.fail(RequestFailure(.parameters, "owner must be an EVM address"))
            }
            owner = parsed
        default:
            return reply.fail(RequestFailure(.parameters, "give either accountId or owner"))
        }
        let named = parameters.accountID
        query(reply) { sequencer in
            let account = named ?? owner.flatMap { sequencer.account(of: $0) }
            return account.flatMap { sequencer.accountState($0) }
        } answer: { view in
            guard let view else {
                return reply.fail(RequestFailure(.unknownObject, "there is no such account"))
            }
            reply.succeed(AccountInfo(view))
        }
    }

    func nextNonce(
        _ parameters: NextNonceMethod.Parameters, _ reply: Reply<NextNonceMethod.Result>
    ) {
        query(reply) { sequencer in
            sequencer.key(parameters.accountID, parameters.slot).map { $0.nonces.next }
        } answer: { found in
            guard let found else {
                return reply.fail(RequestFailure(.unknownObject, "there is no such key"))
            }
            guard let nonce = found else { return reply.fail(RequestFailure(.nonceOutOfWindow)) }
            reply.succeed(NextNonceMethod.Result(nonce: nonce))
        }
    }

    func quote(_ parameters: QuoteMethod.Parameters, _ reply: Reply<QuoteMethod.Result>) {
        guard (parameters.amountIn == nil) != (parameters.amountOut == nil) else {
            return reply.fail(RequestFailure(.parameters, "give either amountIn or amountOut"))
        }
        let payee: Recipient?
        switch (parameters.receiver?.bytes, parameters.chain) {
        case (nil, _): payee = nil
        case (let bytes?, let chain?):
            guard let receiver = ChainAddress(evmBytes: bytes) else {
                return reply.fail(RequestFailure(.parameters, "receiver must be an EVM address"))
            }
            payee = .payee(receiver, chain: chain, token: parameters.tokenOut)
        case (.some, nil):
            return reply.fail(RequestFailure(.parameters, "receiver needs chain"))
        }
        if let failure = RequestFailure(stopping: .quotes, parts.alarms) {
            return reply.fail(failure)
        }
        let recipients = Recipients(chains: parts.settings.chains)
        query(reply) { sequencer in
            (
                sequencer.allPools,
                parameters.chain.map { ChainReserve(of: parameters.tokenOut, on: $0, sequencer) },
                payee.flatMap { recipients.failure($0, sequencer) }
            )
        } answer: { pools, reserve, unpayable in
            if let unpayable { return reply.fail(unpayable) }
            let quoter = Quoter(pools: pools, at: parts.clock.nowMilliseconds / 1_000)
            switch quoter.quote(parameters, reserve: reserve) {
            case .success(let result): reply.succeed(result)
            case .failure(let failure): reply.fail(failure)
            }
        }
    }
}

extension ChainAddress {
    /// An EVM address of 20 bytes, or of 32 with its padding; `nil` for other bytes.
    fileprivate init?(evmBytes bytes: [UInt8]) {
        guard
            let address = Bytes20(bytes).map({ ChainAddress(evm: $0) })
                ?? Bytes32(bytes).flatMap({ ChainAddress(family: .evm, address: $0) })
        else { return nil }
        self = address
    }
}
