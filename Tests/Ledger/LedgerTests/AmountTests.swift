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

    /// A guest gets quotients from its prover: no other integer passes.
    @Test func otherQuotientsAreRefused() {
        var random = SeededGenerator(seed: 14)
        for _ in 0..<2_000 {
            let (a, b, divisor) = (samples(&random), samples(&random), samples(&random))
            let product = WideAmount(product: Amount(a), Amount(b))
            guard
                let quotient = Amount.floorOfProduct(
                    Amount(a), Amount(b), dividedBy: Amount(divisor))
            else {
                for claim in [0, 1, a, .max] {
                    #expect(product.checked(Amount(claim), by: Amount(divisor)) == nil)
                }
                continue
            }
            let ceiling = Amount.ceilOfProduct(Amount(a), Amount(b), dividedBy: Amount(divisor))
            let checked = product.checked(quotient, by: Amount(divisor))
            #expect(checked?.quotient == quotient)
            // Beyond 2^128 - 1 there is no ceiling.
            #expect(checked?.isExact == (ceiling == quotient))
            let wrong: [UInt128] = [
                quotient.units &+ 1, quotient.units &- 1, quotient.units ^ 1 << 64,
                quotient.units ^ 1 << 127, ~quotient.units, samples(&random),
            ]
            for claim in wrong where claim != quotient.units {
                #expect(product.checked(Amount(claim), by: Amount(divisor)) == nil)
            }
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

    @Test func scaledAmountsHaveTheirLargestExponent() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            var units = samples(&random)
            // As many zeros at its end as fit, or fewer.
            for _ in 0..<random.next() % 39 {
                let (product, overflow) = units.multipliedReportingOverflow(by: 10)
                if !overflow { units = product }
            }
            let scaled = ScaledAmount(Amount(units))
            #expect(scaled.amount == Amount(units) && scaled.isCanonical)
            let mantissa = scaled.mantissa.units
            #expect(mantissa == 0 || scaled.exponent == 31 || mantissa % 10 != 0)
            #expect(units != 0 || scaled.exponent == 0)
            let bits = 128 - mantissa.leadingZeroBitCount
            let least = (UInt8(0)..<8).first { 8 * ScaledAmount.byteCount(ofClass: $0) >= bits }
            #expect(scaled.sizeClass == least)
            let other = ScaledAmount(mantissa: Amount(units), exponent: 0)
            #expect(other.isCanonical == (units == 0 || units % 10 != 0))
        }
        #expect(ScaledAmount(mantissa: Amount(maximum / 10 + 1), exponent: 1).amount == nil)
        #expect(ScaledAmount(mantissa: Amount(1 << 60), exponent: 31).amount == nil)
    }

    @Test func sharesAreThoseOfProducts() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let amount = samples(&random)
            let denominator = UInt32(random.next() % UInt64(NarrowDivision.smallLimit - 1)) + 1
            let rate = UInt32(random.next() % UInt64(denominator + 1))
            let parts = AmountParts(Amount(amount), denominator: denominator)
            let product = amount.multipliedFullWidth(by: UInt128(rate))
            let (quotient, _) = UInt128(denominator).dividingFullWidth(product)
            #expect(parts.share(rate) == Amount(quotient))
            #expect(parts.share(0) == .zero && parts.share(denominator) == Amount(amount))
        }
    }

    @Test func narrowDivisionsAreExact() {
        var random = SeededGenerator(seed: 4)
        func word() -> UInt32 {
            let word = UInt32(truncatingIfNeeded: random.next())
            switch random.next() % 4 {
            case 0: return word | 0xffff_0000
            case 1: return word & 0x8000_ffff
            default: return word
            }
        }
        for _ in 0..<50_000 {
            let low = word()
            let normalised = word() | 1 << 31
            let high = word() % normalised
            let wide = NarrowDivision.divide(high, low, byNormalised: normalised)
            let expected = normalised.dividingFullWidth((high, low))
            #expect(wide == expected)
            let small = word() % (NarrowDivision.smallLimit - 1) + 1
            let narrow = NarrowDivision.divide(high % small, low, bySmall: small)
            #expect(narrow == small.dividingFullWidth((high % small, low)))
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
