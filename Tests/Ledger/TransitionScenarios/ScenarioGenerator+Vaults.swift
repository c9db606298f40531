import Ledger
import TestSupport
import Transition

// Vaults: debts against shares of the first pool and of stable ones, and against a yield-bearing token.
extension ScenarioGenerator {
    private mutating func collateralToken() -> TokenID {
        if chance(20) { return chance(2) ? token() : TokenID(shareOf: PoolID(1)) }
        if chance(4) { return chance(2) ? yielding : TokenID(shareOf: ratedPool) }
        return TokenID(shareOf: chance(4) ? PoolID(0) : stablePool)
    }

    /// Terms that let much be borrowed, or under which much may be liquidated; now and then refused.
    mutating func setVaultTerms() -> PriorityOperation {
        var terms = VaultTerms(
            loan: pick([850_000, 940_000, 600_000]), threshold: 0,
            bonus: pick([10_000, 40_000, 50_000]),
            target: pick([1_200_000, 1_700_000, 2_000_000, 5_000_000]),
            ceiling: Amount(magnitude(from: 15, to: isRich ? 60 : 20) * whole))
        terms.threshold = terms.loan + UInt32(pick([1, 10_000, 70_000]))
        if chance(2) {
            (terms.loan, terms.threshold, terms.target) = (300_000, 310_000, 5_000_000)
        }
        if chance(10) { terms.loan = pick([0, terms.threshold]) }
        if chance(10) { terms.target = pick([1_000_000, 5_000_001]) }
        if chance(10) { terms.bonus = pick([9_999, 999_999]) }
        return .setVaultTerms(SetVaultTerms(token: collateralToken(), terms: terms))
    }

    /// Terms under which the stable pool and the first one secure debts.
    mutating func openingMarkets() -> [PriorityOperation] {
        let shares = [stablePool, PoolID(0), ratedPool].map { TokenID(shareOf: $0) }
        return (shares + [yielding]).map { token in
            let loan: UInt32 = pick([850_000, 930_000])
            let terms = VaultTerms(
                loan: loan, threshold: loan + UInt32(pick([1, 10_000])), bonus: 40_000,
                target: pick([1_200_000, 2_000_000]),
                ceiling: Amount(magnitude(from: 15, to: isRich ? 60 : 20) * whole))
            return .setVaultTerms(SetVaultTerms(token: token, terms: terms))
        }
    }

    /// Dollars, of which a part may be lent, and shares for other accounts.
    mutating func openingVaults() -> [SignedBody] {
        var bodies: [SignedBody] = [
            .mint(
                Mint(
                    token: tokens[0], amount: Amount(magnitude(from: 12, to: 13) * whole),
                    minimumDollars: .zero))
        ]
        for account in UInt32(2)...3 {
            bodies.append(
                .transfer(
                    Transfer(
                        token: TokenID(shareOf: stablePool),
                        amount: Amount(magnitude(from: 9, to: 11) * whole),
                        destination: .account(AccountID(account)),
                        destinationSubAccount: SubAccount(0))))
        }
        return bodies
    }

    mutating func vaultBody<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> SignedBody {
        var token = collateralToken()
        for _ in 0..<3 where !executor.hasMarket(token) { token = collateralToken() }
        let vault = vault(account, subAccount, token, &executor)
        let isEmpty = vault == nil && executor.held(account, subAccount, token).isZero
        if isEmpty && !chance(8) { return dollarBody(account, subAccount, &executor) }
        switch number(below: vault == nil && !chance(8) ? 2 : 5) {
        case 0...1: return openDebt(account, subAccount, token, vault, &executor)
        case 2:
            let debt = vault?.debt ?? .zero
            return .repay(
                Repay(
                    token: token,
                    dollars: pick([.zero, .maximum, amount(held: debt), part(of: debt)]),
                    collateral: chance(2)
                        ? .zero : amount(held: vault?.collateral ?? .zero)))
        default:
            var owner = AccountID(UInt32(chance(30) ? 77 : 1 + number(below: 3)))
            var found = self.vault(owner, SubAccount(0), token, &executor)
            for account in UInt32(1)...3 where found?.debt?.isZero ?? true {
                owner = AccountID(account)
                found = self.vault(owner, SubAccount(0), token, &executor)
            }
            return .liquidate(
                Liquidate(
                    account: owner, subAccount: chance(10) ? self.subAccount() : SubAccount(0),
                    token: token,
                    dollars: pick([.maximum, .maximum, amount(held: found?.debt ?? .zero)]),
                    minimumCollateral: chance(6) ? Amount(magnitude(from: 1, to: 80)) : .zero))
        }
    }

    /// Strict terms for a market with a debt, or under strict terms the liquidation of one; `nil` when
    /// nobody owes anything.
    mutating func squeeze<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
    ) -> Operation? {
        for account in UInt32(1)...3 {
            for token in [
                TokenID(shareOf: stablePool), TokenID(shareOf: PoolID(0)), yielding,
                TokenID(shareOf: ratedPool),
            ] {
                guard
                    case .vaultMarket(let market)? = executor.record(for: .vaultMarket(token)),
                    let vault = vault(AccountID(account), SubAccount(0), token, &executor),
                    let debt = vault.debt, !debt.isZero
                else { continue }
                guard market.terms.threshold <= 400_000 else {
                    var terms = market.terms
                    (terms.loan, terms.threshold, terms.target) = (300_000, 310_000, 5_000_000)
                    let body = SetVaultTerms(token: token, terms: terms)
                    return .priority(chains[0], .setVaultTerms(body))
                }
                let body = Liquidate(
                    account: AccountID(account), subAccount: SubAccount(0), token: token,
                    dollars: chance(2) ? .maximum : part(of: debt), minimumCollateral: .zero)
                return .signed(signed(.liquidate(body), of: AccountID(1), &executor))
            }
        }
        return nil
    }

    private mutating func openDebt<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID, _ vault: VaultRecord?,
        _ executor: inout BlockExecutor<Reader>
    ) -> SignedBody {
        let held = executor.held(account, subAccount, token)
        var collateral = Amount(held.units / UInt128(4 + number(below: 10)))
        if chance(4) { collateral = part(of: held) }
        let all = collateral.adding(vault?.collateral ?? .zero) ?? .maximum
        let dollars: Amount = pick([
            .zero, Amount(100 * whole - UInt128(number(below: 2))),
            Amount(100 * whole), Amount(whole * UInt128(100 + number(below: 300))),
            Amount(all.units / 100 * UInt128(50 + number(below: 46))),
        ])
        return .openDebt(OpenDebt(token: token, collateral: collateral, dollars: dollars))
    }

    private func vault<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID,
        _ executor: inout BlockExecutor<Reader>
    ) -> VaultRecord? {
        guard subAccount.isValid,
            case .vault(let record)? = executor.record(for: .vault(account, subAccount, token))
        else { return nil }
        return record
    }
}

extension BlockExecutor {
    /// Whether vaults may owe dollars against a token.
    fileprivate mutating func hasMarket(_ token: TokenID) -> Bool {
        record(for: .vaultMarket(token)) != nil
    }
}
