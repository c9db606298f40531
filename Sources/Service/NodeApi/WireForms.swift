import Bytes
import Ledger
import RpcApi
import Sequencing

// Values of the ledger in the form of the interface.

extension PayoutInfo {
    init(_ ordered: OrderedPayout, status: BlockState) {
        self.init()
        payoutHash = ordered.hash
        payout = HexBytes(ordered.payout.encoded)
        chain = ordered.chain
        blockNumber = ordered.blockNumber
        self.status = status
    }
}

extension AccountInfo {
    init(_ view: AccountView) {
        self.init()
        accountID = view.account
        owner = view.owner.address
        family = ChainFamilyName(view.owner.family)
        balances = view.balances.map { BalanceInfo($0) }
        keys = view.keys.map { KeyInfo($0.slot, $0.record) }
    }
}

extension TokenInfo {
    init(_ view: TokenView, symbols: [TokenID: String]) {
        self.init()
        token = view.token
        symbol = symbols[view.token] ?? String(view.token.rawValue)
        if let pool = view.token.sharePool { symbol = "LP\(pool.rawValue)" }
        tokenClass = TokenClassName(view.tokenClass)
        chains = view.contracts.map { TokenOnChain($0) }
    }
}

extension TokenOnChain {
    init(_ view: TokenContractView) {
        self.init()
        chain = view.chain
        contract = view.record.contract
        decimals = view.record.decimals
    }
}

extension Reserve {
    init(_ view: ReserveView) {
        self.init()
        (chain, token, amount) = (view.chain, view.token, view.amount)
    }
}

extension KeyInfo {
    init(_ slot: KeySlot, _ record: KeyRecord) {
        self.init()
        self.slot = slot
        publicKey = record.publicKey
        scopes = record.scopes.rawValue
        // A key that never ends says 0; one beyond what milliseconds can say never ends either.
        let milliseconds = record.expiry.multipliedReportingOverflow(by: 1_000)
        let isSayable = !milliseconds.overflow && milliseconds.partialValue < 1 << 53
        expiry = isSayable ? milliseconds.partialValue : 0
        nonceBase = record.nonces.base
        let bitmap = record.nonces.bitmap
        nonceBitmap = Bytes8 { UInt8(truncatingIfNeeded: bitmap >> UInt64(56 - 8 * $0)) }
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
    init(_ view: BalanceView) {
        self.init()
        (subAccount, token, amount) = (view.subAccount, view.token, view.amount)
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
