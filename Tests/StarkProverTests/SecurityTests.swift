import Constraints
import LowDegree
import StarkVerifier
import Testing

@Suite struct SecurityTests {
    /// A machine of the size that is planned for: 2^20 rows.
    private func estimate(
        blowupLog2: Int, queryCount: Int, regime: SecurityEstimate.Regime
    ) throws -> SecurityEstimate {
        let parameters = try #require(
            LowDegreeParameters(
                blowupLog2: blowupLog2, queryCount: queryCount, grindingBits: 20))
        let layouts = try CheckedMachine(ToyMachine()).layouts
        return SecurityEstimate(
            layouts: layouts, heightsLog2: layouts.map { _ in 20 }, longestTuple: 16,
            parameters: parameters, regime: regime)
    }

    /// Query counts of `docs/design/0010-proving-core.md`: enough, and none to spare.
    @Test(arguments: [(1, 224), (2, 110)])
    func parameterSetsReach128ProvableBits(blowupLog2: Int, queryCount: Int) throws {
        let full = try estimate(
            blowupLog2: blowupLog2, queryCount: queryCount, regime: .johnson(multiplicity: 100))
        #expect(full.bits >= 128)
        let fewer = try estimate(
            blowupLog2: blowupLog2, queryCount: queryCount - 4,
            regime: .johnson(multiplicity: 100))
        #expect(fewer.bits < 128)
    }

    @Test func uniqueDecodingProvesLess() throws {
        let unique = try estimate(blowupLog2: 1, queryCount: 193, regime: .uniqueDecoding)
        #expect(unique.bits >= 100 && unique.bits < 101)
        let johnson = try estimate(
            blowupLog2: 1, queryCount: 193, regime: .johnson(multiplicity: 100))
        #expect(johnson.bits > unique.bits)
    }
}
