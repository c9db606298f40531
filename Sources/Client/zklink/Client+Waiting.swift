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

    /// Waits until the ledger has answered a queue entry, then up to the stage of `--wait`.
    func follow(chain: ChainID, index: UInt64) throws -> OperationStatus {
        let parameters = PriorityMethod.Parameters(chain: chain, index: index)
        return try follow("queue entry \(chain.rawValue):\(index)") {
            try node.call(PriorityMethod.self, parameters)
        }
    }

    /// Follows a signed operation up to the stage of `--wait`.
    func follow(operation id: Bytes32) throws -> OperationStatus {
        let parameters = OperationMethod.Parameters(operationID: id)
        return try follow("operation 0x\(id.hex)") {
            try node.call(OperationMethod.self, parameters)
        }
    }

    private func follow(
        _ what: String, _ ask: () throws -> OperationStatus
    ) throws -> OperationStatus {
        let started = Date()
        let limit = try timeoutSeconds
        let stage = try self.stage
        defer { session.console.endProgress() }
        while true {
            let elapsed = Date().timeIntervalSince(started)
            let status = try askUnlessUnknown(ask)
            if let status, try hasReached(stage, status) { return status }
            guard elapsed < limit else {
                throw ClientError.timedOut(waitingFor: "\(what) to be \(stage.rawValue)")
            }
            let state = status?.status.rawValue ?? "waiting for the chain's confirmations"
            session.console.progress("\(what): \(state) (\(Int(elapsed)) s)")
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    /// The status of an operation; `nil` for a queue entry that the node has not seen yet.
    private func askUnlessUnknown(_ ask: () throws -> OperationStatus) throws -> OperationStatus? {
        do {
            return try ask()
        } catch ClientError.refused(let failure) where failure.reason == .unknownObject {
            return nil
        }
    }

    private func hasReached(_ stage: WaitStage, _ status: OperationStatus) throws -> Bool {
        guard status.status != .received else { return false }
        switch stage {
        case .sequenced: return true
        case .executed: return status.status == .executed
        case .paid:
            guard let payout = status.receipt?.orderedPayout else {
                return status.status == .executed
            }
            return try isPaid(payout, executed: status.status == .executed)
        }
    }

    /// Whether a broker paid, or the payout is executed with nothing left to claim.
    private func isPaid(_ payout: ReceiptPayout, executed: Bool) throws -> Bool {
        guard let described = network.chains.first(where: { $0.id == payout.chain }) else {
            return executed
        }
        let chain = try settlementChain(described)
        if case .accepted = try chain.acceptance(payoutHash: payout.payoutHash) { return true }
        guard executed else { return false }
        let token = try tokenOnChain(payout.token, payout.chain)
        return try chain.pending(owner: wallet().owner.address, token: token.contract) == 0
    }
}
