import Ledger
import TestSupport
import Transition
import TransitionScenarios

/// Stable pools for tests: 18 decimals, the default fees of dollar pools.
enum StablePools {
    static let one = TestLedger.one
    static let million = 1_000_000 * TestLedger.one

    /// A pool of tokens from 2 on with A and balances in units, a share for each unit of D.
    static func pool(
        _ amplification: UInt32, _ balances: UInt128..., supply: UInt128? = nil
    ) -> PoolRecord {
        pool(amplification: 100 * amplification, balances, supply: supply)
    }

    static func pool(
        amplification: UInt32, _ balances: [UInt128], supply: UInt128? = nil,
        feeRate: UInt32 = 300
    ) -> PoolRecord {
        var (tokens, amounts) = (PoolTokens(), PoolAmounts())
        for (index, balance) in balances.enumerated() {
            tokens.append(TokenID(UInt16(2 + index)))
            amounts.append(Amount(balance))
        }
        var pool = PoolRecord(
            kind: .stable, tokens: tokens, balances: amounts, shareSupply: .zero,
            feeRate: feeRate,
            stable: StableTerms(
                amplification: amplification, feeSlope: 2_000, maximumFeeRate: 5_000))
        pool.shareSupply = supply.map { Amount($0) } ?? pool.invariant(at: .start) ?? .zero
        return pool
    }

    /// Balances of two to four coins within the admitted ratio and an amplification, at random.
    static func random(_ random: inout SeededGenerator) -> PoolRecord {
        let top = UInt128(random.next() >> (random.next() % 30)) << UInt128(random.next() % 45)
        let largest = max(top, one)
        var balances = [largest]
        for _ in 0...random.next() % 3 {
            let smaller = largest / (1 + UInt128(random.next() % 1_000))
            balances.append(max(one, smaller))
        }
        balances.shuffle(using: &random)
        let factor = [1, 10, 100, 1_000, 10_000][Int(random.next() % 5)]
        return pool(amplification: UInt32(100 * factor), balances)
    }
}

extension MarketPool {
    /// A pool without rated coins.
    init(_ id: PoolID, _ record: PoolRecord) { self.init(id, record) { _ in nil } }
}

extension PoolMoment {
    /// The time 0 of a pool without rated coins.
    static let start = PoolMoment(0)
}

extension PoolRecord {
    /// The pool after a trade; `nil` when it is refused.
    func after(_ trade: PoolTrade?, from input: Int, to output: Int) -> PoolRecord? {
        guard let trade else { return nil }
        var pool = self
        pool.balances[input] = Amount(
            balances[input].units + trade.amountIn.units - trade.protocolCut.units)
        pool.balances[output] = Amount(balances[output].units - trade.amountOut.units)
        return pool
    }

    func sold(
        _ amount: UInt128, from input: Int, to output: Int, at moment: PoolMoment = .start
    ) -> PoolTrade? {
        var roots = PoolRoots()
        return try? trade(
            exactIn: Amount(amount), of: tokens[input], for: tokens[output], at: moment, &roots)
    }

    func bought(
        _ amount: UInt128, of output: Int, for input: Int, at moment: PoolMoment = .start
    ) -> PoolTrade? {
        var roots = PoolRoots()
        return try? trade(
            exactOut: Amount(amount), of: tokens[output], for: tokens[input], at: moment, &roots)
    }
}
