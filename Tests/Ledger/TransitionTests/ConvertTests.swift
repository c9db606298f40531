import Ledger
import Testing
import Transition
import TransitionScenarios

/// Conversions of one coin to another: exact values and every refusal.
@Suite struct ConvertTests {
    private let one = DollarLedger.one

    /// A dollar and a stable pool 1 with room for millions.
    private func setup() throws -> VaultLedger {
        var setup = try VaultLedger()
        setup.dollar = try DollarLedger(1_000_000_000, 1_000_000_000)
        setup.openDollar()
        setup.ledger.records[.pool(PoolID(1))] = .pool(
            StablePools.pool(1_000, 10_000_000 * one, 10_000_000 * one))
        setup.ledger.setBalance(2, 12_000_000 * one)
        return setup
    }

    private func convert(
        _ amount: UInt128, pool: UInt128, minimum: UInt128 = 0, from: UInt16 = 2, to: UInt16 = 3,
        id: UInt16 = 1
    ) -> SignedBody {
        .convert(
            Convert(
                from: TokenID(from), to: TokenID(to), amount: Amount(amount), pool: PoolID(id),
                poolAmount: Amount(pool), minimum: Amount(minimum)))
    }

    /// The table of economics for a pool of 10 and 10 million: amount, part of the pool, whole coins
    /// received.
    @Test func conversionsAreExact() throws {
        let rows: [(UInt128, UInt128, UInt128)] = [
            (100_000, 100_000, 99_962), (100_000, 0, 99_900), (5_000_000, 5_000_000, 4_993_546),
            (5_000_000, 0, 4_995_000), (5_000_000, 1_950_707, 4_995_637),
            (12_000_000, 1_972_717, 11_988_637),
        ]
        for (amount, part, received) in rows {
            let setup = try setup()
            var executor = try setup.ledger.executor()
            let outcome = executor.apply(TestLedger.sign(convert(amount * one, pool: part * one)))
            guard case .conversion(let conversion)? = outcome.receipt else {
                Issue.record("\(outcome)")
                continue
            }
            let found = executor.balance(1, 3)
            let paid = try #require(found)
            #expect(paid / one == received)
            #expect(conversion.amountOut?.units == paid)
            #expect(conversion.dollars.units == (amount - part) * one)
            #expect(executor.balance(0, sub: 1, 1) ?? 0 == conversion.fee.units)
            #expect(executor.balance(1, 1) == nil)
            _ = try executor.close()
        }
    }

    /// The same as a swap, a mint and a redemption one after the other.
    @Test func conversionIsItsParts() throws {
        let setup = try setup()
        let (amount, part) = (4_000_000 * one + 7, 1_234_567 * one + 3)
        var executor = try setup.ledger.executor()
        #expect(executor.apply(TestLedger.sign(convert(amount, pool: part))).receipt != nil)
        var single = try setup.ledger.executor()
        let route = Route(from: TokenID(2), through: PoolID(1), to: TokenID(3))
        let bodies: [SignedBody] = [
            .swap(
                Swap(kind: .exactIn, route: route, amountIn: Amount(part), amountOut: .zero)),
            .mint(amount - part),
        ]
        for (nonce, body) in bodies.enumerated() {
            #expect(single.apply(TestLedger.sign(body, nonce: UInt32(nonce))).receipt != nil)
        }
        let minted = single.balance(1, 1)
        let dollars = try #require(minted)
        #expect(
            single.apply(TestLedger.sign(.redeem(dollars, for: 3), nonce: 2)).receipt != nil)
        #expect(executor.balance(1, 3) == single.balance(1, 3))
        #expect(executor.dollar() == single.dollar())
        #expect(executor.pool(1) == single.pool(1))
        #expect(executor.balance(0, 2) == single.balance(0, 2))
        _ = try executor.close()
        _ = try single.close()
    }

    @Test func conversionIsRefusedInOrder() throws {
        func refused(
            _ body: SignedBody, _ reason: Rejection,
            _ change: (inout VaultLedger) -> Void = { _ in }
        ) throws {
            var setup = try setup()
            change(&setup)
            var executor = try setup.ledger.executor()
            #expect(executor.apply(TestLedger.sign(body)) == .rejected(reason), "\(body)")
        }
        try refused(convert(0, pool: 0), .malformed)
        try refused(convert(one, pool: 0, to: 2), .malformed)
        try refused(convert(one, pool: one + 1), .malformed)
        try refused(convert(one, pool: one, id: 9), .notFound)
        try refused(convert(one, pool: one, to: 4), .notFound)
        try refused(convert(one, pool: 0, to: 4), .notFound)
        try refused(convert(one, pool: 0, from: 4), .notFound)
        try refused(convert(12_000_001 * one, pool: one), .balance)
        try refused(convert(one, pool: one, minimum: one), .slippage)
        try refused(convert(one, pool: 0, minimum: one), .slippage)
        try refused(convert(one, pool: 1), .slippage)
        try refused(convert(100 * one, pool: 0), .ceiling) {
            $0.dollar.fillAllowances(2, mint: 99 * one)
        }
        try refused(convert(100 * one, pool: 0), .ceiling) {
            $0.dollar.fillAllowances(3, redeem: 99 * one)
        }
        try refused(convert(100 * one, pool: 0), .paused) {
            $0.dollar.setPrice(2, one, isFrozen: true)
        }
        try refused(convert(100 * one, pool: 0), .stalePrice) {
            $0.dollar.setPrice(3, one, age: 121)
        }
    }

    /// A fallen coin is sold to the pool alone, whose providers chose it; no dollar is minted.
    @Test func frozenCoinGoesToThePoolAlone() throws {
        var setup = try setup()
        setup.dollar.setPrice(2, one * 98 / 100, isFrozen: true)
        var executor = try setup.ledger.executor()
        #expect(
            executor.apply(TestLedger.sign(convert(100 * one, pool: 50 * one)))
                == .rejected(.paused))
        #expect(
            executor.apply(TestLedger.sign(convert(100 * one, pool: 100 * one))).receipt != nil)
    }
}
