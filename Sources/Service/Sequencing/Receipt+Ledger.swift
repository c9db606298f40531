import Bytes
package import Ledger
package import RpcApi
import Transition

extension RpcApi.Receipt {
    /// What a signed operation did, as the interface says it.
    init(_ receipt: Transition.Receipt) {
        self.init(unread: ())
        switch receipt {
        case .transferred(let account, let isNew):
            self.account = account
            isNewAccount = isNew
        case .withdrawn(_, let chain, let payout): self.payout = ReceiptPayout(payout, chain)
        case .poolCreated(let pool, let shares):
            self.pool = pool
            self.shares = shares
        case .liquidityAdded(let pool, let amountA, let amountB, let shares),
            .liquidityRemoved(let pool, let amountA, let amountB, let shares):
            self.pool = pool
            (self.amountA, self.amountB, self.shares) = (amountA, amountB, shares)
        case .swapped(let quote):
            (amountIn, amountOut) = (quote.amountIn, quote.amountOut)
        }
    }

    /// What a queue entry did, as the interface says it.
    init(_ outcome: PriorityOutcome, of entry: PriorityEntry) {
        self.init(unread: ())
        switch outcome {
        case .applied(let receipt): self.apply(receipt, of: entry)
        case .failed(let rejection, let refund):
            isApplied = false
            reason = Reason(rejection)
            payout = refund.map { ReceiptPayout($0, entry.chain) }
        case .blockFull, .outOfOrder, .unknownChain: isApplied = false
        }
    }

    private mutating func apply(_ receipt: PriorityReceipt, of entry: PriorityEntry) {
        switch receipt {
        case .deposited(let account, let isNew), .keySet(let account, let isNew):
            self.account = account
            isNewAccount = isNew
        case .exited(_, let payout): self.payout = ReceiptPayout(payout, entry.chain)
        case .crossSwapped(let amount, let chain, let payout):
            amountOut = amount
            if case .crossSwap(let swap) = entry.operation { amountIn = swap.amount }
            self.payout = ReceiptPayout(payout, chain)
        case .tokenRegistered: break
        }
    }
}

extension ReceiptPayout {
    init(_ payout: Payout, _ chain: ChainID) {
        self.init(unread: ())
        payoutHash = payout.hash(chain: chain)
        self.chain = chain
        token = payout.token
        chainAmount = Amount(payout.chainAmount)
        isRefund = payout.kind == .refund
    }
}

extension SignedBody {
    /// The kind as the interface names it.
    package var kind: OperationKind {
        switch self {
        case .transfer: .transfer
        case .withdraw: .withdraw
        case .createPool: .createPool
        case .addLiquidity: .addLiquidity
        case .removeLiquidity: .removeLiquidity
        case .swap: .swap
        }
    }
}

extension PriorityOperation {
    /// The kind as the interface names it.
    package var kind: OperationKind {
        switch self {
        case .deposit: .deposit
        case .fullExit: .fullExit
        case .setKey: .setKey
        case .crossSwap: .crossSwap
        case .registerToken: .registerToken
        }
    }
}
