import Bytes
import Ledger
import Network
import RpcApi
import Sequencing
import Settling

extension Gateway {
    func status(_ name: OperationName, _ reply: Reply) {
        query(reply) {
            $0.recentResult(name)
        } answer: { [self] recent in
            do throws(NodeError) {
                let stored = recent == nil ? try node.blocks.store.result(name) : nil
                guard let placement = recent ?? stored else {
                    return reply.fail(Failure(.unknownObject, "there is no such operation"))
                }
                reply.succeed(
                    OperationStatus(
                        placement, steps: try node.blocks.steps(of: placement.blockNumber),
                        tracker: node.blocks.tracker))
            } catch {
                reply.fail(fault(error))
            }
        }
    }

    func block(_ parameters: BlockMethod.Parameters, _ reply: Reply) {
        let number: UInt64
        switch parameters.number {
        case .latest: number = node.blocks.tracker.latest
        case .number(let given): number = given
        }
        do throws(NodeError) {
            guard let block = try node.blocks.sealedBlock(number) else {
                return reply.fail(Failure(.unknownObject, "there is no such block"))
            }
            reply.succeed(
                BlockInfo(
                    block, steps: try node.blocks.steps(of: number),
                    tracker: node.blocks.tracker))
        } catch {
            reply.fail(fault(error))
        }
    }

    func blockData(_ parameters: BlockDataMethod.Parameters, _ reply: Reply) {
        do throws(NodeError) {
            guard let block = try node.blocks.sealedBlock(parameters.number) else {
                return reply.fail(Failure(.unknownObject, "there is no such block"))
            }
            var result = BlockDataMethod.Result()
            result.data = HexBytes(block.data)
            reply.succeed(result)
        } catch {
            reply.fail(fault(error))
        }
    }

    func payouts(_ parameters: PayoutsMethod.Parameters, _ reply: Reply) {
        guard node.blocks.tracker.chains.contains(parameters.chain) else {
            return reply.fail(Failure(.unknownObject, "there is no such chain"))
        }
        var result = PayoutsMethod.Result()
        result.payouts = Array(
            payouts(on: parameters.chain)
                .filter { parameters.status == nil || $0.status == parameters.status }
                .prefix(NodeApiLimits.listedPayouts))
        reply.succeed(result)
    }

    func unsubscribe(
        _ parameters: UnsubscribeMethod.Parameters, _ connection: WebSocketConnection?,
        _ reply: Reply
    ) {
        guard let connection else {
            return reply.fail(Failure(.method, "subscriptions need a WebSocket"))
        }
        guard node.hub.unsubscribe(connection, number: parameters.subscription) else {
            return reply.fail(Failure(.unknownObject, "there is no such subscription"))
        }
        reply.succeed(true)
    }

    func subscribe(
        _ parameters: SubscribeMethod.Parameters, _ connection: WebSocketConnection?,
        _ reply: Reply
    ) {
        guard let connection else {
            return reply.fail(Failure(.method, "subscriptions need a WebSocket"))
        }
        let name = StreamName(channel: parameters.channel, id: parameters.id)
        let from = parameters.fromSeq
        switch (parameters.channel, parameters.id) {
        case (.blocks, nil), (.health, nil), (.payouts, .some):
            if let id = parameters.id,
                !node.blocks.tracker.chains.contains(where: { $0.rawValue == id })
            {
                return reply.fail(Failure(.unknownObject, "there is no such chain"))
            }
            follow(connection, name, from, reply) { [self] in snapshot(name) }
        case (.account, let id?):
            query(reply) { sequencer in
                sequencer.accountView(AccountID(id))
            } answer: { [self] view in
                guard let view else {
                    return reply.fail(Failure(.unknownObject, "there is no such account"))
                }
                var event = AccountEvent()
                event.accountID = AccountID(id)
                event.balances = view.balances.map { BalanceInfo($0) }
                let data = event.wire
                follow(connection, name, from, reply) { data }
            }
        case (.pools, let id):
            query(reply) { sequencer in
                sequencer.allPools.filter { id == nil || UInt32($0.id.rawValue) == id }
                    .map { PoolInfo($0.id, $0.record) }
            } answer: { [self] pools in
                guard id == nil || !pools.isEmpty else {
                    return reply.fail(Failure(.unknownObject, "there is no such pool"))
                }
                var event = PoolsEvent()
                event.pools = pools
                let data = event.wire
                follow(connection, name, from, reply) { data }
            }
        default:
            reply.fail(Failure(.parameters, "the channel takes another id"))
        }
    }

    private func follow(
        _ connection: WebSocketConnection, _ name: StreamName, _ from: UInt64?, _ reply: Reply,
        snapshot: () -> JSON
    ) {
        node.hub.subscribe(connection, to: name, from: from, snapshot: snapshot) { outcome in
            switch outcome {
            case .success(let number):
                var result = SubscribeMethod.Result()
                result.subscription = number
                reply.succeed(result)
            case .failure(let failure): reply.fail(failure)
            }
        }
    }
}

// MARK: Snapshots

extension Gateway {
    private func payouts(on chain: ChainID) -> [PayoutInfo] {
        node.payouts.payouts(on: chain).map { payout in
            let stage = node.blocks.tracker.stage(of: payout.blockNumber, on: chain)
            return PayoutInfo(payout, status: BlockState(stage))
        }
    }

    /// The whole present state of a channel that does not depend on the open block.
    private func snapshot(_ name: StreamName) -> JSON {
        switch name.channel {
        case .blocks:
            var event = BlocksEvent()
            let tracker = node.blocks.tracker
            event.blocks = tracker.unexecuted.map { block in
                BlockInfo(
                    block, steps: tracker.entry(block.number)?.steps ?? [:], tracker: tracker)
            }
            return event.wire
        case .payouts:
            var event = PayoutsEvent()
            if let id = name.id.flatMap({ UInt8(exactly: $0) }) {
                event.payouts = payouts(on: ChainID(id)).filter { $0.status != .executed }
            }
            return event.wire
        case .health: return node.reports.health().wire
        case .account, .pools: return .null
        }
    }
}

// MARK: Pages

extension Gateway {
    /// What an operator or a client's tools read.
    func page(_ path: String) -> HTTPResponse {
        switch path {
        case "/live": return .text("live\n")
        case "/ready":
            return node.reports.isReady() ? .text("ready\n") : .text("not ready\n", status: 503)
        case "/health": return .json(node.reports.health().wire)
        case "/metrics":
            return HTTPResponse(
                contentType: "text/plain; version=0.0.4",
                body: Array(node.reports.metrics().utf8))
        case "/openapi.json":
            return .json(OpenAPIDocument.node(version: node.settings.version))
        case "/asyncapi.json":
            return .json(AsyncAPIDocument.node(version: node.settings.version))
        default: return .text("not found\n", status: 404)
        }
    }
}
