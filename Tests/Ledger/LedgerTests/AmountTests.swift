import Ledger
import TestSupport
import Testing

@Suite struct AmountTests {
    private let maximum = UInt128.max

    /// Amounts of every length, with runs of ones and zeros as edges of limbs.
    private func samples(_ random: inout SeededGenerator) -> UInt128 {
        let value = UInt128(random.next()) << 64 | UInt128(random.next())
        let length = UInt128(random.next() % 129)
        let masked = length == 128 ? value : value & ((1 << length) - 1)
        switch random.next() % 5 {
        case 0: return length == 128 ? maximum : (1 << length) - 1
        case 1: return length == 128 ? maximum : 1 << length
        default: return masked
        }
    }

    @Test func sumsAndDifferencesAreChecked() {
        #expect(Amount(maximum).adding(Amount(1)) == nil)
        #expect(Amount(maximum - 1).adding(Amount(1)) == Amount(maximum))
        #expect(Amount(3).subtracting(Amount(4)) == nil)
        #expect(Amount(4).subtracting(Amount(4)) == .zero)
        #expect(Amount(maximum / 2).multiplied(by: 2) == Amount(maximum - 1))
        #expect(Amount(maximum / 2 + 1).multiplied(by: 2) == nil)
    }

    @Test func quotientsOfProductsAreExact() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let (a, b, divisor) = (samples(&random), samples(&random), samples(&random))
            let product = a.multipliedFullWidth(by: b)
            let floor = Amount.floorOfProduct(Amount(a), Amount(b), dividedBy: Amount(divisor))
            let ceil = Amount.ceilOfProduct(Amount(a), Amount(b), dividedBy: Amount(divisor))
            guard divisor != 0, product.high < divisor else {
                #expect(floor == nil && ceil == nil)
                continue
            }
            let (quotient, remainder) = divisor.dividingFullWidth(product)
            #expect(floor == Amount(quotient))
            let rounded = remainder == 0 ? Amount(quotient) : Amount(quotient).adding(Amount(1))
            #expect(ceil == rounded)
        }
    }

    @Test func quotientsSurviveTheRareCorrection() {
        // Divisors with a top limb of 2^31 and zeros below provoke step D6 of algorithm D.
        let divisor: UInt128 = 0x8000_0000_0000_0000_0000_0001
        for high: UInt128 in [0x7fff_ffff, 0x7fff_ffff_8000_0000, 0x7fff_ffff_ffff_ffff_ffff_fffe] {
            for low: UInt128 in [0, 1, maximum, maximum - 1] {
                let (quotient, remainder) = divisor.dividingFullWidth((high, low))
                let dividend = WideAmount(product: Amount(quotient), Amount(divisor))
                    .adding(WideAmount(Amount(remainder)))
                #expect(dividend?.floorDivided(by: Amount(divisor))?.narrowed == Amount(quotient))
            }
        }
    }

    @Test func squareRootsAreTheLargestThatFit() throws {
        var random = SeededGenerator(seed: 2)
        for step in 0..<2_000 {
            let a = step == 0 ? maximum : samples(&random)
            let b = step == 0 ? maximum : samples(&random)
            let square = WideAmount(product: Amount(a), Amount(b))
            let root = square.squareRoot
            #expect(WideAmount(product: root, root) <= square)
            if let next = root.adding(Amount(1)) {
                #expect(WideAmount(product: next, next) > square)
            }
        }
        #expect(WideAmount(product: .maximum, .maximum).squareRoot == .maximum)
        #expect(WideAmount().squareRoot == .zero)
    }

    @Test func wideSumsAreChecked() throws {
        let most = WideAmount(product: .maximum, .maximum)
        let twice = try #require(most.adding(WideAmount(.maximum))?.adding(WideAmount(.maximum)))
        #expect(twice.adding(WideAmount()) == twice)
        #expect(twice.adding(WideAmount(Amount(1))) == nil)
        #expect(twice.narrowed == nil)
        #expect(WideAmount(.maximum).narrowed == .maximum)
    }

    @Test func scalesAreThePowersOfTen() {
        #expect(Amount.scale(decimals: 18) == 1)
        #expect(Amount.scale(decimals: 6) == 1_000_000_000_000)
        #expect(Amount.scale(decimals: 0) == 1_000_000_000_000_000_000)
        #expect(Amount(maximum).floorDivided(by: 10) == Amount(maximum / 10))
        #expect(Amount(20).isMultiple(of: 10) && !Amount(21).isMultiple(of: 10))
    }

    @Test func parsesCanonicalDecimalsOnly() {
        for value: UInt128 in [0, 1, 10, 999, maximum] {
            #expect(Amount(decimal: Amount(value).decimal) == Amount(value))
        }
        #expect(Amount.maximum.decimal == "340282366920938463463374607431768211455")
        let refused = [
            "", "00", "01", "+1", "-1", " 1", "1 ", "1e3", "0x1", "1.0", "٣",
            "340282366920938463463374607431768211456", "1000000000000000000000000000000000000000",
        ]
        for text in refused { #expect(Amount(decimal: text) == nil, "\(text)") }
    }
}
