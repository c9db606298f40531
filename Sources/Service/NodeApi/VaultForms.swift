import Ledger
import RpcApi
import Sequencing
import Transition

// Vaults in the form of the interface.

extension VaultsMethod.Result {
    /// The vaults of an account, or of all, at a time in seconds since 1970.
    init(_ sequencer: Sequencer, of account: AccountID?, at timestamp: UInt64) {
        var markets: [TokenID: VaultMarketInfo] = [:]
        for (token, record) in sequencer.vaultMarkets {
            markets[token] = VaultMarketInfo(
                token, record, lendable: record.lendable(at: timestamp),
                worth: sequencer.worth(of: token, at: timestamp))
        }
        var index = Amount.zero
        if case .dollar(var dollar)? = sequencer.current(.dollar) {
            dollar.accrue(until: timestamp)
            index = dollar.interestIndex
        }
        let vaults = sequencer.vaults.compactMap { key, record -> VaultInfo? in
            guard account == nil || key.account == account, let token = key.token,
                let market = markets[token]
            else { return nil }
            return VaultInfo(key, record, market, index)
        }
        self.init(
            markets: markets.values.sorted { $0.token < $1.token },
            vaults: Array(
                vaults.filter { !$0.collateral.isZero || !$0.principal.isZero }
                    .sorted { $0.isNearer(than: $1) }.prefix(Self.maximumVaults)))
    }
}

extension VaultInfo {
    /// A vault with the interest up to an index; `nil` when amounts do not fit.
    fileprivate init?(
        _ key: RecordKey, _ record: VaultRecord, _ market: VaultMarketInfo, _ index: Amount
    ) {
        guard let account = key.account, let subAccount = key.subAccount else { return nil }
        var settled = record
        guard (try? settled.settle(at: index)) != nil else { return nil }
        let liquidation = market.worth.flatMap {
            try? Liquidation(of: settled, market.terms, CollateralWorth($0), most: .maximum)
        }
        self.init(
            accountID: account, subAccount: subAccount, token: market.token, settled,
            worth: market.worth.flatMap { try? settled.worth(at: $0.lowest) },
            liquidatable: liquidation?.paid ?? .zero)
    }

    /// Whether more is owed for each dollar of the collateral's worth.
    fileprivate func isNearer(than other: VaultInfo) -> Bool {
        let left = WideAmount(product: owed, other.worth ?? .zero)
        let right = WideAmount(product: other.owed, worth ?? .zero)
        return left == right
            ? (accountID, subAccount, token) < (other.accountID, other.subAccount, other.token)
            : left > right
    }

    private var owed: Amount { principal.adding(interest) ?? .maximum }
}

extension Sequencer {
    /// What a unit of collateral is worth; `nil` unless every price is fresh.
    fileprivate func worth(of token: TokenID, at timestamp: UInt64) -> CollateralWorthInfo? {
        let prices = try? CollateralPrices(of: token, at: timestamp) { current($0) }
        return prices?.worth(at: timestamp).map {
            CollateralWorthInfo(lowest: $0.lowest, redeemable: $0.redeemable)
        }
    }
}

extension CollateralWorth {
    fileprivate init(_ info: CollateralWorthInfo) {
        self.init(lowest: info.lowest, redeemable: info.redeemable)
    }
}
