import Ledger
import Sdk
import Testing

@Suite struct SlippageTests {
    @Test func takesPartsOfSmallAmountsToo() {
        #expect(Slippage.less(Amount(10_000), by: 50) == Amount(9_950))
        #expect(Slippage.less(Amount(199), by: 50) == Amount(199))
        #expect(Slippage.less(Amount(200), by: 50) == Amount(199))
        #expect(Slippage.more(Amount(200), by: 50) == Amount(201))
    }

    @Test func survivesWhateverANodeQuotes() {
        #expect(Slippage.more(.maximum, by: 1) == .maximum)
        #expect(Slippage.more(.zero, by: 9_999) == .zero)
        #expect(Slippage.less(.maximum, by: 10_000) == .zero)
        #expect(Slippage.less(.maximum, by: .max) == .zero)
        #expect(Slippage.less(.maximum, by: 0) == .maximum)
    }
}
