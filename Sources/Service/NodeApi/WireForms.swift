import Bytes
import Ledger
package import RpcApi
import Sequencing
package import Settlement
import Settling
import Transition

// Values of the ledger in the form of the interface.

extension PayoutInfo {
    init(_ ordered: OrderedPayout, status: BlockState) {
        self.init(
            payoutHash: ordered.hash, payout: HexBytes(ordered.payout.encoded),
            chain: ordered.chain, blockNumber: ordered.blockNumber, status: status)
    }
}

extension AccountInfo {
    init(_ view: AccountState) {
        self.init(
            accountID: view.account, owner: view.owner.address,
            family: ChainFamilyName(view.owner.family),
            balances: view.balances.map { BalanceInfo($0) }, keys: view.keys.map { KeyInfo($0) })
    }
}

extension BalanceInfo {
    init(_ view: BalanceState) {
        self.init(subAccount: view.subAccount, token: view.token, amount: view.amount)
    }
}

extension KeyInfo {
    init(_ view: KeyState) {
        let record = view.record
        // A key without end has expiry 0; so has one whose end does not fit milliseconds.
        let milliseconds = record.expiry.multipliedReportingOverflow(by: 1_000)
        let isSayable = !milliseconds.overflow && milliseconds.partialValue < 1 << 53
        let bitmap = record.nonces.bitmap
        self.init(
            slot: view.slot, publicKey: record.publicKey, scopes: record.scopes.rawValue,
            expiry: isSayable ? milliseconds.partialValue : 0, nonceBase: record.nonces.base,
            nonceBitmap: Bytes8 { UInt8(truncatingIfNeeded: bitmap >> UInt64(56 - 8 * $0)) })
    }
}

extension PoolInfo {
    /// A pool at a time in milliseconds since 1970.
    init(_ market: MarketPool, at milliseconds: UInt64) {
        let (pool, record, time) = (market.id, market.record, milliseconds / 1_000)
        var terms = record.stable
        terms.amplification = record.amplification(at: time)
        self.init(
            pool: pool, kind: record.kind.rawValue, tokens: record.tokens.array,
            balances: record.balances.array, shareToken: TokenID(shareOf: pool),
            shareSupply: record.shareSupply,
            feeRate: record.feeRate, protocolFeeRate: record.leastRates.protocolRate,
            stable: terms, ramp: record.ramp.isRunning(at: time) ? RampInfo(record) : nil,
            ratedCoins: record.ratedCoins, rates: market.rates(at: time))
    }
}

extension RampInfo {
    /// The ramp of a stable pool.
    fileprivate init(_ record: PoolRecord) {
        let ramp = record.ramp
        // A block's time is near that of its chains: its milliseconds fit.
        let start = ramp.start &* 1_000
        self.init(
            initial: record.stable.amplification, target: ramp.target, start: start,
            end: start &+ UInt64(ramp.duration) * 1_000)
    }
}

extension TokenInfo {
    init(_ view: TokenState, symbols: [TokenID: String]) {
        let share = view.token.sharePool.map { "LP\($0.rawValue)" }
        let dollar =
            view.token == .unifiedDollar ? TokenInfo.unifiedDollarSymbol : nil
        self.init(
            token: view.token,
            symbol: share ?? dollar ?? symbols[view.token] ?? String(view.token.rawValue),
            tokenClass: TokenClassName(view.tokenClass), decimals: LedgerLimits.decimals,
            chains: view.contracts.map {
                TokenContractInfo(
                    chain: $0.chain, contract: $0.record.contract.address,
                    decimals: $0.record.decimals, reserveTarget: $0.record.reserveTarget)
            }, underlying: view.underlying, rate: view.rate)
    }
}

extension ReserveInfo {
    init(_ view: ReserveState) {
        self.init(chain: view.chain, token: view.token, amount: view.amount)
    }
}

extension ChainInfo {
    init(_ chain: SettledChain) {
        self.init(
            chain: chain.port.chain, family: ChainFamilyName(chain.contract.family),
            name: chain.name, chainReference: chain.reference,
            contract: chain.contract.address, confirmations: chain.port.confirmationDepth,
            isDataChain: chain.isDataChain)
    }
}

extension TokenClassName {
    init(_ tokenClass: TokenClass) {
        self =
            switch tokenClass {
            case .ordinary: .ordinary
            case .stable: .stable
            case .yieldBearing: .yieldBearing
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

extension SettlementModeName {
    package init(_ mode: SettlementMode) {
        self =
            switch mode {
            case .unproven: .unproven
            case .validity: .validity
            }
    }
}
