import Ledger
import Network
import RpcApi
import Scheduling
import Sequencing
import Settling
import Transition

// Subscriptions, which need a WebSocket.

extension NodeMethods {
    func unsubscribe(_ parameters: UnsubscribeMethod.Parameters, _ reply: Reply<Bool>) {
        guard let connection = reply.connection else { return reply.fail(Self.needsWebSocket) }
        guard parts.hub.unsubscribe(connection, number: parameters.subscription) else {
            return reply.fail(RequestFailure(.unknownObject, "there is no such subscription"))
        }
        reply.succeed(true)
    }

    func subscribe(
        _ parameters: SubscribeMethod.Parameters, _ reply: Reply<SubscribeMethod.Result>
    ) {
        guard let connection = reply.connection else { return reply.fail(Self.needsWebSocket) }
        let following = SubscriptionRequest(
            connection: connection, reply: reply, from: parameters.fromSeq,
            name: StreamName(channel: parameters.channel, id: parameters.id))
        switch (parameters.channel, parameters.id) {
        case (.blocks, nil): follow(following) { blocksSnapshot }
        case (.health, nil): follow(following) { parts.reports.health().wire }
        case (.payouts, let id?): followPayouts(of: id, following)
        case (.account, let id?): followAccount(AccountID(id), following)
        case (.pools, let id): followPools(id, following)
        default: reply.fail(RequestFailure(.parameters, "the channel takes another id"))
        }
    }

    private static var needsWebSocket: RequestFailure {
        RequestFailure(.method, "subscriptions need a WebSocket")
    }

    /// The request of a connection to follow a stream.
    private struct SubscriptionRequest: Sendable {
        let connection: WebSocketConnection
        let reply: Reply<SubscribeMethod.Result>
        /// The sequence number of the last frame that the client has.
        let from: UInt64?
        let name: StreamName
    }

    private func follow(_ following: SubscriptionRequest, snapshot: () -> JSON) {
        parts.hub.subscribe(
            following.connection, to: following.name, from: following.from, snapshot: snapshot
        ) { outcome in
            switch outcome {
            case .success(let number):
                following.reply.succeed(SubscribeMethod.Result(subscription: number))
            case .failure(let failure): following.reply.fail(failure)
            }
        }
    }

    private var blocksSnapshot: JSON {
        let tracker = parts.blocks.tracker
        let blocks = tracker.unexecuted.map { block in
            BlockInfo(block, steps: tracker.entry(block.number)?.steps ?? [:], tracker: tracker)
        }
        return BlocksEvent(blocks: blocks).wire
    }

    private func followPayouts(of id: UInt32, _ following: SubscriptionRequest) {
        guard let chain = parts.blocks.tracker.chains.first(where: { $0.rawValue == id }) else {
            return following.reply.fail(RequestFailure(.unknownObject, "there is no such chain"))
        }
        follow(following) {
            PayoutsEvent(payouts: payouts(on: chain).filter { $0.status != .executed }).wire
        }
    }

    private func followAccount(_ account: AccountID, _ following: SubscriptionRequest) {
        query(following.reply) { sequencer in
            sequencer.accountState(account)
        } answer: { view in
            guard let view else {
                return following.reply.fail(
                    RequestFailure(.unknownObject, "there is no such account"))
            }
            let event = AccountEvent(
                accountID: account, balances: view.balances.map { BalanceInfo($0) },
                operations: [])
            follow(following) { event.wire }
        }
    }

    private func followPools(_ id: UInt32?, _ following: SubscriptionRequest) {
        let now = parts.clock.nowMilliseconds
        query(following.reply) { sequencer in
            sequencer.allPools.filter { id == nil || UInt32($0.id.rawValue) == id }
                .map { PoolInfo($0, at: now) }
        } answer: { pools in
            guard id == nil || !pools.isEmpty else {
                return following.reply.fail(RequestFailure(.unknownObject, "there is no such pool"))
            }
            follow(following) { PoolsEvent(pools: pools).wire }
        }
    }
}
