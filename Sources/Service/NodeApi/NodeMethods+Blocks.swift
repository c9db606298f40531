import Bytes
import Ledger
import RpcApi
import Sequencing
import Settling
import Transition

// Answers about operations, blocks and payouts, from memory or the store.

extension NodeMethods {
    func status(of name: OperationReference, _ reply: Reply<OperationStatus>) {
        query(reply) {
            $0.recentResult(name)
        } answer: { recent in
            do throws(SequencingError) {
                let stored = recent == nil ? try parts.blocks.store.result(name) : nil
                guard let placement = recent ?? stored else {
                    return reply.fail(RequestFailure(.unknownObject, "there is no such operation"))
                }
                reply.succeed(
                    OperationStatus(
                        placement, steps: try parts.blocks.steps(of: placement.blockNumber),
                        tracker: parts.blocks.tracker))
            } catch {
                reply.fail(faults.failure(error))
            }
        }
    }

    func block(_ parameters: BlockMethod.Parameters, _ reply: Reply<BlockInfo>) {
        let number: UInt64
        switch parameters.number {
        case .latest: number = parts.blocks.tracker.latest
        case .number(let given): number = given
        }
        do throws(SequencingError) {
            guard let block = try parts.blocks.sealedBlock(number) else {
                return reply.fail(RequestFailure(.unknownObject, "there is no such block"))
            }
            reply.succeed(
                BlockInfo(
                    block, steps: try parts.blocks.steps(of: number),
                    tracker: parts.blocks.tracker))
        } catch {
            reply.fail(faults.failure(error))
        }
    }

    func blockData(
        _ parameters: BlockDataMethod.Parameters, _ reply: Reply<BlockDataMethod.Result>
    ) {
        do throws(SequencingError) {
            guard let block = try parts.blocks.sealedBlock(parameters.number) else {
                return reply.fail(RequestFailure(.unknownObject, "there is no such block"))
            }
            reply.succeed(
                BlockDataMethod.Result(
                    data: HexBytes(block.encoded.data),
                    authorizations: HexBytes(block.encoded.authorizations)))
        } catch {
            reply.fail(faults.failure(error))
        }
    }

    func payouts(
        _ parameters: PayoutsMethod.Parameters, _ reply: Reply<PayoutsMethod.Result>
    ) {
        guard parts.blocks.tracker.chains.contains(parameters.chain) else {
            return reply.fail(RequestFailure(.unknownObject, "there is no such chain"))
        }
        let payouts = payouts(on: parameters.chain)
            .filter { parameters.status == nil || $0.status == parameters.status }
        reply.succeed(
            PayoutsMethod.Result(payouts: Array(payouts.prefix(NodeApiLimits.listedPayouts))))
    }

    /// The payouts of a chain, newest first, with the present stages of their blocks.
    func payouts(on chain: ChainID) -> [PayoutInfo] {
        parts.payouts.payouts(on: chain).map { payout in
            let stage = parts.blocks.tracker.stage(of: payout.blockNumber, on: chain)
            return PayoutInfo(payout, status: BlockState(stage))
        }
    }
}
