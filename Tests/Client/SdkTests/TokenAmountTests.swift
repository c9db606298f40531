import Ledger
import Sdk
import TestSupport
import Testing

@Suite struct TokenAmountTests {
    @Test(
        arguments: [
            ("0", 18, 0), ("0.0", 18, 0), ("1", 18, 1_000_000_000_000_000_000),
            ("0.000000000000000001", 18, 1), ("12.5", 1, 125), ("007", 0, 7), ("7", 0, 7),
            ("340282366920938463463.374607431768211455", 18, UInt128.max),
            ("340282366920938463463374607431768211455", 0, UInt128.max),
            ("3.40282366920938463463374607431768211455", 38, UInt128.max),
        ] as [(String, Int, UInt128)])
    func reads(text: String, decimals: Int, units: UInt128) {
        #expect(TokenAmount.parse(text, decimals: decimals) == Amount(units))
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "1.2.3", "-1", "+1", "1e3", "1E3", "0x1", " 1", "1 ", "1,5", "1_000",
        "٣", "1.٣", "½", "one", "0.0000000000000000001",
        "340282366920938463463.374607431768211456", "999999999999999999999999999999",
    ])
    func refuses(text: String) {
        #expect(TokenAmount.parse(text) == nil)
    }

    @Test func refusesMoreDigitsThanTheTokenHas() {
        #expect(TokenAmount.parse("1.23", decimals: 2) == Amount(123))
        #expect(TokenAmount.parse("1.234", decimals: 2) == nil)
        #expect(TokenAmount.parse("1.0", decimals: 0) == nil)
        #expect(TokenAmount.parse("1", decimals: 39) == nil)
        #expect(TokenAmount.parse("1", decimals: -1) == nil)
    }

    @Test func writesWithoutTrailingZeros() {
        #expect(TokenAmount.format(.zero) == "0")
        #expect(TokenAmount.format(Amount(1)) == "0.000000000000000001")
        #expect(TokenAmount.format(Amount(1_500_000), decimals: 6) == "1.5")
        #expect(TokenAmount.format(Amount(10), decimals: 0) == "10")
        #expect(TokenAmount.format(.maximum) == "340282366920938463463.374607431768211455")
    }

    @Test func readsWhatItWrites() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let shift = UInt128(generator.next() % 128)
            let units = (UInt128(generator.next()) << 64 | UInt128(generator.next())) >> shift
            let decimals = Int(generator.next() % 39)
            let text = TokenAmount.format(Amount(units), decimals: decimals)
            #expect(TokenAmount.parse(text, decimals: decimals) == Amount(units), "\(text)")
        }
    }
}
