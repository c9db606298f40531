import Bytes
import Ledger
import RpcApi
import Transition

extension RpcApi.Receipt {
    /// What a signed operation did, as the interface says it.
    init(_ receipt: Transition.Receipt) {
        self.init()
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
        self.init()
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
        self.init()
        payoutHash = payout.hash(chain: chain)
        self.chain = chain
        token = payout.token
        chainAmount = Amount(payout.chainAmount)
        isRefund = payout.kind == .refund
    }
}

extension PayoutInfo {
    init(_ payout: Payout, chain: ChainID, blockNumber: UInt64) {
        self.init()
        payoutHash = payout.hash(chain: chain)
        self.payout = HexBytes(payout.encoded)
        self.chain = chain
        self.blockNumber = blockNumber
    }
}

extension SignedBody {
    /// The kind as the interface names it.
    var kind: OperationKind {
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
    var kind: OperationKind {
        switch self {
        case .deposit: .deposit
        case .fullExit: .fullExit
        case .setKey: .setKey
        case .crossSwap: .crossSwap
        case .registerToken: .registerToken
        }
    }
}

extension PoolInfo {
    init(_ pool: PoolID, _ record: PoolRecord) {
        self.init()
        self.pool = pool
        kind = record.kind.rawValue
        (tokenA, tokenB) = (record.tokenA, record.tokenB)
        (balanceA, balanceB) = (record.balanceA, record.balanceB)
        shareToken = TokenID(shareOf: pool)
        shareSupply = record.shareSupply
        (feeRate, protocolFeeRate) = (record.feeRate, record.protocolFeeRate)
    }
}

extension BalanceInfo {
    init(_ subAccount: SubAccount, _ token: TokenID, _ amount: Amount) {
        self.init()
        (self.subAccount, self.token, self.amount) = (subAccount, token, amount)
    }
}

extension TokenClassName {
    init(_ tokenClass: TokenClass) {
        self =
            switch tokenClass {
            case .ordinary: .ordinary
            case .stable: .stable
            case .voucher: .voucher
            case .share: .share
            case .unifiedDollar: .unifiedDollar
            }
    }
}

extension ChainFamilyName {
    init(_ family: ChainFamily) {
        self =
            switch family {
            case .evm: .evm
            case .solana: .solana
            }
    }
}
