import Ledger
import Sdk
import TestSupport
import Testing

@Suite struct PoolSharesTests {
    /// Whether `quotient` is floor(amount * factor / divisor), by products of full width.
    private func isFloor(
        _ quotient: UInt128, _ amount: UInt128, _ factor: UInt128, over divisor: UInt128
    ) -> Bool {
        let product = amount.multipliedFullWidth(by: factor)
        let below = quotient.multipliedFullWidth(by: divisor)
        let (low, borrow) = product.low.subtractingReportingOverflow(below.low)
        let (high, isNegative) = product.high.subtractingReportingOverflow(below.high)
        guard !isNegative, high >= (borrow ? 1 : 0) else { return false }
        return high - (borrow ? 1 : 0) == 0 && low < divisor
    }

    @Test func givesTheFloorOfTheExactShare() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let supply = UInt128(generator.next()) << (generator.next() % 64) + 1
            let balance = UInt128(generator.next()) << (generator.next() % 64) + 1
            let shares = UInt128.random(in: 0...supply, using: &generator)
            let value = PoolShares.value(
                of: Amount(shares), supply: Amount(supply),
                balances: [Amount(balance), Amount(supply)])
            #expect(isFloor(value[0].units, shares, balance, over: supply))
            #expect(!isFloor(value[0].units + 1, shares, balance, over: supply))
            #expect(value[1] == Amount(shares))
        }
    }

    @Test func mintsTheLesserOfBothSides() {
        let minted = PoolShares.minted(
            of: Amount(1_000), balances: [Amount(3_000), Amount(70)],
            for: [Amount(10), Amount(1)])
        #expect(minted == Amount(3))
        let other = PoolShares.minted(
            of: Amount(1_000), balances: [Amount(3_000), Amount(70)],
            for: [Amount(300), Amount(1)])
        #expect(other == Amount(14))
    }

    @Test func sharesThatWereMintedAreWorthNoMoreThanWasPaid() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<300 {
            let supply = UInt128(generator.next()) + 1
            let balances = (UInt128(generator.next()) + 1, UInt128(generator.next()) + 1)
            let paid = (UInt128(generator.next()), UInt128(generator.next()))
            let minted = PoolShares.minted(
                of: Amount(supply), balances: [Amount(balances.0), Amount(balances.1)],
                for: [Amount(paid.0), Amount(paid.1)])
            let value = PoolShares.value(
                of: minted, supply: Amount(supply + minted.units),
                balances: [Amount(balances.0 + paid.0), Amount(balances.1 + paid.1)])
            #expect(value[0].units <= paid.0 && value[1].units <= paid.1)
        }
    }

    @Test func nothingComesOfAnEmptyPoolOrAnOverflow() {
        #expect(
            PoolShares.minted(
                of: .zero, balances: [.zero, .zero], for: [Amount(5), Amount(5)]) == .zero)
        let tooLarge = PoolShares.value(
            of: .maximum, supply: Amount(1), balances: [.maximum, Amount(1)])
        #expect(tooLarge[0] == .zero)
        #expect(tooLarge[1] == .maximum)
    }
}
