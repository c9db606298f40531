import Constraints
import Fields
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct SignedMultiplicationChipTests {
    private let battery = OperationBattery<SignedMultiplicationChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries)
    }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    private var forgeries: [Forgery<SignedMultiplicationChip>] {
        let zero = battery.operation(.mulh, 0, 0)
        // 5 = 2^31 * 5 / 2^31 as a word, -5 with signs
        let five = Goldilocks.ratio(5, 1 << 31)
        let minusFive: [(column: SignedMultiplicationChip.Column, value: Goldilocks)] = [
            (.resultLow, .ratio(0xffff)), (.resultHigh, .ratio(0x7fff)), (.resultSign, .one),
            (.low0, .ratio(0xfffb)), (.low1, .ratio(0xffff)),
        ]
        return [
            // 2 (2 - 3/2) is the kind of 14 bits, and the tuple is received 9/8 times.
            Forgery(.constraint("MULH or MULHSU"), zero, [(.choice, .ratio(3, 2))]),
            Forgery(
                .constraint("sign of first is a bit"), battery.operation(.mulh, 5, 1),
                minusFive + [(.firstLow, .zero), (.firstSign, five)]),
            Forgery(
                .constraint("sign of second is a bit"), battery.operation(.mulh, 1, 5),
                minusFive + [(.secondLow, .zero), (.secondSign, five)]),
            Forgery(
                .constraint("sign of the result is a bit"), zero,
                [(.resultLow, .ratio(5)), (.resultSign, five)]),
            Forgery(
                .constraint("MULHSU has no second sign"),
                battery.operation(.mulh, 1, 0xffff_ffff), [(.choice, .ratio(2))]),
            Forgery(.constraint("product"), zero, [(.resultLow, .one)]),
            Forgery(
                .constraint("signs of the product"),
                battery.operation(.mulhsu, 1 << 31, 0xffff_ffff),
                [
                    (.resultLow, .ratio(0xffff)), (.resultHigh, .ratio(0x7fff)),
                    (.resultSign, .zero), (.low0, .one), (.low1, .ratio(0x8000)),
                ]),
        ] + lookupForgeries
    }

    private var lookupForgeries: [Forgery<SignedMultiplicationChip>] {
        let zero = battery.operation(.mulh, 0, 0)
        let left = battery.operation(.mulh, 1 << 31, 2)
        let right = battery.operation(.mulh, 2, 1 << 31)
        // -2^31 * 2 as 2^31 * 2 = 2^32
        let one: [(column: SignedMultiplicationChip.Column, value: Goldilocks)] = [
            (.resultLow, .one), (.resultHigh, .zero), (.resultSign, .zero),
        ]
        // 0 = 2^32 - 2^32 = 1 + 2^32 (-1 / 2^32)
        return [
            Forgery(.lookup(0), left, one + [(.firstLow, .ratio(1 << 31)), (.firstSign, .zero)]),
            Forgery(
                .lookup(1), left, one + [(.firstHigh, .ratio(1 << 15)), (.firstSign, .zero)]),
            Forgery(.lookup(2), zero, [(.low0, .one), (.resultLow, .ratio(-1, 1 << 32))]),
            Forgery(.lookup(3), zero, [(.low0, .one), (.resultHigh, .ratio(-1, 1 << 48))]),
            Forgery(
                .lookup(4), right, one + [(.secondLow, .ratio(1 << 31)), (.secondSign, .zero)]),
            Forgery(
                .lookup(5), right, one + [(.secondHigh, .ratio(1 << 15)), (.secondSign, .zero)]),
            Forgery(.lookup(6), zero, [(.resultLow, .one), (.low0, .ratio(-1 << 32))]),
            Forgery(.lookup(7), zero, [(.resultLow, .one), (.low1, .ratio(-1 << 16))]),
        ]
    }
}
