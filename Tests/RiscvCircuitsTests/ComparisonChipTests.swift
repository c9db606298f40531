import Fields
import RiscvCircuits
import Testing

@Suite struct ComparisonChipTests {
    private let battery = OperationBattery<ComparisonChip>(
        part: .comparison, codes: [.slt, .sge], records: \.comparisons)

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// Whatever signs a row claims, with the differences that they ask for, only the true order
    /// is accepted.
    @Test func noChoiceOfSignsGivesAnotherOrder() throws {
        let edges = OperationBattery<ComparisonChip>.edges
        let border = Goldilocks(1 << 31)
        for (index, first) in edges.enumerated() {
            // Every pair of neighbours and every third pair.
            for (other, second) in edges.enumerated()
            where abs(index - other) < 2 || (index + other) % 3 == 0 {
                let operation = OperationDefinition.operation(
                    .slt, clock: 8, first: first, second: second, before: 0)
                let trace = try battery.trace([operation])
                for bits in 0..<8 as Range<UInt32> {
                    let (isLess, lesserSign, greaterSign) = (bits & 1, bits >> 1 & 1, bits >> 2)
                    let (lesser, greater) = isLess == 1 ? (first, second) : (second, first)
                    let toBorder = border - .one - Goldilocks(greater)
                    let gap = Goldilocks(greater) - Goldilocks(lesser) - Goldilocks(isLess)
                    let sign = lesserSign == 1 ? Goldilocks(lesser) - border : toBorder
                    let order = lesserSign == greaterSign ? gap : toBorder
                    let reading = battery.forged(
                        trace,
                        [
                            (.isLess, Goldilocks(isLess)),
                            (.lesserIsNegative, Goldilocks(lesserSign)),
                            (.greaterIsNegative, Goldilocks(greaterSign)),
                        ] + limbs(sign, .signLow, .signHigh) + limbs(order, .orderLow, .orderHigh)
                    )
                    let isAccepted =
                        reading.failed.isEmpty && reading.impossibleLookups.isEmpty
                    #expect(!isAccepted || isLess == operation.result)
                    #expect(!reading.failed.contains("signs"))
                }
            }
        }
    }

    /// Limbs that add up to an element: those of a word, or all of it in the lower one.
    private func limbs(
        _ value: Goldilocks, _ low: ComparisonChip.Column, _ high: ComparisonChip.Column
    ) -> [(column: ComparisonChip.Column, value: Goldilocks)] {
        guard let word = UInt32(exactly: value.value) else { return [(low, value), (high, .zero)] }
        return [(low, Goldilocks(word & 0xffff)), (high, Goldilocks(word >> 16))]
    }
}
