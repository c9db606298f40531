import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import RpcApi
import Sdk
import Settlement

/// The stage up to which a command follows its operation.
enum WaitStage: String {
    case sequenced, executed, paid
}

/// An operation that a command follows.
private struct FollowedOperation {
    /// The name in progress and errors.
    let name: String
    /// The address that its payout goes to, if it orders one.
    let receiver: Bytes32
    let ask: () throws -> OperationStatus
}

extension Client {
    var stage: WaitStage {
        get throws {
            let text = session.optional("wait") ?? "sequenced"
            guard let stage = WaitStage(rawValue: text) else {
                throw UsageError("'--wait \(text)' is none of sequenced, executed, paid")
            }
            return stage
        }
    }

    /// Waits until the ledger has answered a queue entry, then up to the stage of `--wait` or an
    /// earlier end.
    func follow(
        chain: ChainID, index: UInt64, receiver: ChainAddress
    ) throws -> OperationStatus {
        let parameters = PriorityMethod.Parameters(chain: chain, index: index)
        return try follow(
            FollowedOperation(
                name: "queue entry \(chain.rawValue):\(index)", receiver: receiver.address
            ) { try node.call(PriorityMethod.self, parameters) })
    }

    /// Follows a signed operation up to the stage of `--wait` or an earlier end.
    func follow(operation id: Bytes32, receiver: ChainAddress) throws -> OperationStatus {
        let parameters = OperationMethod.Parameters(operationID: id)
        return try follow(
            FollowedOperation(name: "operation 0x\(id.hex)", receiver: receiver.address) {
                try node.call(OperationMethod.self, parameters)
            })
    }

    private func follow(_ operation: FollowedOperation) throws -> OperationStatus {
        let started = Date()
        let limit = try timeoutSeconds
        let stage = try self.stage
        defer { session.console.endProgress() }
        while true {
            let elapsed = Date().timeIntervalSince(started)
            let status = try unlessUnknown(operation.ask)
            if let status, try isOver(status, at: stage, operation.receiver) { return status }
            guard elapsed < limit else {
                throw ClientError.timedOut(
                    waitingFor: "\(operation.name) to be \(stage.rawValue)")
            }
            let state = status?.status.rawValue ?? "waiting for the chain's confirmations"
            session.console.progress("\(operation.name): \(state) (\(Int(elapsed)) s)")
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    /// Whether the operation has reached the stage, or will never reach it.
    private func isOver(
        _ status: OperationStatus, at stage: WaitStage, _ receiver: Bytes32
    ) throws -> Bool {
        if status.status == .received { return false }
        if status.status == .rejected || stage == .sequenced { return true }
        let payout = status.receipt?.orderedPayout
        if status.status == .failed, payout == nil { return true }
        let isExecuted = try isExecuted(status)
        guard stage == .paid, let payout else { return isExecuted }
        return try isPaid(payout, to: receiver, isExecuted: isExecuted)
    }

    /// Whether the block of the operation is executed; of a refund, on the chain that owes it.
    private func isExecuted(_ status: OperationStatus) throws -> Bool {
        guard status.status == .failed else { return status.status == .executed }
        guard let number = status.blockNumber, let payout = status.receipt?.orderedPayout else {
            return false
        }
        // An open block is not known yet.
        let block = try unlessUnknown { try node.call(BlockMethod.self, .init(.number(number))) }
        return block?.chains.contains { $0.chain == payout.chain && $0.status == .executed }
            ?? false
    }

    /// Whether a broker paid, or the payout is executed, does not wait for the limit of outflow and
    /// nothing is left to claim.
    private func isPaid(
        _ payout: ReceiptPayout, to receiver: Bytes32, isExecuted: Bool
    ) throws -> Bool {
        guard let described = network.chains.first(where: { $0.id == payout.chain }) else {
            return isExecuted
        }
        let chain = try settlementChain(described)
        if case .accepted = try chain.acceptance(payoutHash: payout.payoutHash) { return true }
        guard isExecuted else { return false }
        let amount = payout.chainAmount.units
        guard try chain.wait(payoutHash: payout.payoutHash, amount: amount) == nil else {
            return false
        }
        let token = try tokenOnChain(payout.token, payout.chain)
        return try chain.pending(owner: receiver, token: token.contract) == 0
    }
}
