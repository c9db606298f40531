import Ledger
import Network
import RpcApi
import Sdk

/// The end of an operation that a command sent, as findings and as text.
struct OperationOutcome {
    private let client: Client
    private let status: OperationStatus
    private let summary: String

    init(_ client: Client, _ status: OperationStatus, summary: String) {
        (self.client, self.status, self.summary) = (client, status, summary)
    }

    /// Prints the outcome, or throws `CommandFailure` with the findings when the ledger refused.
    ///
    /// `facts` are further members of the result, `name` is the operation's name for people.
    func show(_ name: String, facts: [(String, JSON)] = []) throws {
        var result = status.wire.objectValue ?? JSONObject()
        result["summary"] = .string(summary)
        for (key, value) in facts { result[key] = value }
        guard case .failed(let failure)? = status.receipt else {
            let place = status.blockNumber.map { " in block \($0)" } ?? ""
            return client.session.console.show(
                .object(result), text: "\(summary)\n\(name), \(status.status.rawValue)\(place)")
        }
        throw CommandFailure(
            failure.reason.rawValue,
            "\(name) failed (\(failure.reason.rawValue)): \(consequence(of: failure))",
            result: .object(result))
    }

    private func consequence(of failure: FailureReceipt) -> String {
        guard let refund = failure.payout else { return "nothing was moved" }
        let chain = client.network.chains.first { $0.id == refund.chain }
        let name = chain?.name ?? String(refund.chain.rawValue)
        let amount = (try? client.tokenOnChain(refund.token, refund.chain)).map {
            TokenAmount.format(refund.chainAmount, decimals: Int($0.decimals))
        }
        return
            "\(amount ?? "all") \(client.network.symbol(refund.token)) come back on chain \(name)"
    }
}
