/// A side of the balance sheet of a token.
public enum HoldingSide: Sendable {
    /// Held by an account, a pool, a vault or the unified dollar; of an issued token also what is
    /// out on chains.
    case held
    /// Backing what is held: a chain's reserve, a pool's issue of shares, the supply of dollars.
    case backing
}

extension Record {
    /// Reports every amount of a token that the record holds or backs.
    ///
    /// Over all records of a state, for each token, the sum of what is held equals the sum of what
    /// backs it; payouts that are ordered have left both sides.
    public func visitHoldings(
        of key: RecordKey, _ report: (HoldingSide, TokenID, Amount) -> Void
    ) {
        switch self {
        case .balance(let amount):
            if let token = key.token { report(.held, token, amount) }
        case .reserve(let amount):
            if let token = key.token { report(token.isIssued ? .held : .backing, token, amount) }
        case .pool(let record):
            for index in record.tokens.indices {
                report(.held, record.tokens[index], record.balances[index])
            }
            if let pool = key.pool, let issued = record.issuedShares {
                report(.backing, TokenID(shareOf: pool), issued)
            }
        case .dollar(let record):
            for index in record.coins.indices {
                report(.held, record.coins[index].token, record.coins[index].amount)
            }
            report(.backing, .unifiedDollar, record.supply)
        case .vault(let record):
            if let token = key.token { report(.held, token, record.collateral) }
        case .network, .account, .owner, .key, .token, .tokenOnChain, .poolOfTokens, .chain,
            .counter, .signerSet, .feed, .price, .collateral, .vaultMarket:
            break
        }
    }
}

extension Record {
    /// The amount of a balance or a reserve; `nil` for other records.
    public var amount: Amount? {
        switch self {
        case .balance(let amount), .reserve(let amount): amount
        default: nil
        }
    }
}

extension PoolRecord {
    /// The shares that accounts hold: all but those locked at creation.
    public var issuedShares: Amount? { shareSupply.subtracting(kind.lockedShares) }
}
