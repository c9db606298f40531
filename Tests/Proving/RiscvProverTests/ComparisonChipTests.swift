import Fields
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct ComparisonChipTests {
    private typealias Cell = (column: ComparisonChip.Column, value: Goldilocks)
    private let battery = OperationBattery<ComparisonChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries)
    }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// Only the true order is accepted, for any signs and the differences that they need.
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

    private var forgeries: [Forgery<ComparisonChip>] {
        let (choice, times) = Goldilocks.forgedChoice
        let border: Int64 = 1 << 31
        let equal = battery.operation(.slt, 5, 5)
        let falling = battery.operation(.slt, 1, 0)
        let fallingBelowZero = battery.operation(.slt, 0xffff_ffff, 0x8000_0000)
        // 1 < 0: lesser 1, greater 0
        let claim: [Cell] = [
            (.isLess, .one), (.lesserIsNegative, .zero), (.greaterIsNegative, .zero),
        ]
        // 1 is negative: both differences are 2^31 - 1 - 0, or the first is 1 - 2^31
        let negative: [Cell] =
            [(.isLess, .one), (.lesserIsNegative, .one), (.greaterIsNegative, .zero)]
            + limbs(.ratio(border - 1), .orderLow, .orderHigh)
        // Both differences of claim: 2^31 - 1 - 0 and 0 - 1 - 1
        let zero = claim + limbs(.ratio(border - 1), .signLow, .signHigh)
        return [
            // 5 - 5 + 5 = 5, and the result is -5
            Forgery(
                .constraint("less is a bit"), equal,
                [(.isLess, .ratio(-5))] + limbs(.ratio(5), .orderLow, .orderHigh)),
            Forgery(
                .constraint("less or not less"), battery.operation(.slt, 0xffff_ffff, 0),
                [
                    (.choice, choice), (.isLess, .zero), (.lesserIsNegative, .zero),
                    (.greaterIsNegative, .zero),
                ] + limbs(.ratio(0xffff_ffff), .orderLow, .orderHigh)
                    + limbs(.ratio(times * (border - 1) - 0xffff_ffff), .signLow, .signHigh)),
            // -1 < -2^31 by signs of 2 and 0, or of 1 and -1, with the differences of those
            Forgery(
                .constraint("sign of the lesser is a bit"), fallingBelowZero,
                [(.isLess, .one), (.lesserIsNegative, .ratio(2)), (.greaterIsNegative, .zero)]
                    + limbs(.ratio(2 * border - 1), .signLow, .signHigh)
                    + limbs(.ratio(border - 2), .orderLow, .orderHigh)),
            Forgery(
                .constraint("sign of the greater is a bit"), fallingBelowZero,
                [(.isLess, .one), (.lesserIsNegative, .one), (.greaterIsNegative, .ratio(-1))]
                    + limbs(.ratio(border - 1), .signLow, .signHigh)
                    + limbs(.ratio(border - 2), .orderLow, .orderHigh)),
            Forgery(.constraint("signs"), falling, negative),
            Forgery(
                .constraint("order"), falling, zero + limbs(.zero, .orderLow, .orderHigh)),
            Forgery(
                .lookup(0), falling,
                negative + [(.signLow, .ratio(1 - border)), (.signHigh, .zero)]),
            Forgery(
                .lookup(1), falling,
                negative + [(.signLow, .zero), (.signHigh, .ratio(1 - border, 1 << 16))]),
            Forgery(
                .lookup(2), falling, zero + [(.orderLow, .ratio(-2)), (.orderHigh, .zero)]),
            Forgery(
                .lookup(3), falling,
                zero + [(.orderLow, .zero), (.orderHigh, .ratio(-2, 1 << 16))]),
        ]
    }
}
