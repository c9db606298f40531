import Fields
import Polynomials
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct MultiplicationChipTests {
    private let battery = OperationBattery<MultiplicationChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries)
    }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// high 2^32 + low = product + p, for products below 2^32 - 1.
    @Test(arguments: [OperationCode.mul, .mulhu])
    func refusesTheSecondRepresentationOfAProduct(code: OperationCode) throws {
        for (first, second) in [(0, 0), (0, .max), (1, 1), (3, 5), (1, 0xffff_fffe), (2, 1 << 30)]
            as [(UInt32, UInt32)]
        {
            let operation = OperationDefinition.operation(
                code, clock: 8, first: first, second: second, before: 0)
            let low = first * second + 1
            for inverse in [Goldilocks.zero, .one, -.one] {
                let reading = try battery.forged(
                    operation,
                    [
                        (.low0, Goldilocks(low & 0xffff)), (.low1, Goldilocks(low >> 16)),
                        (.high0, Goldilocks(0xffff)), (.high1, Goldilocks(0xffff)),
                        (.inverse, inverse),
                    ])
                #expect(reading.failed == ["high word is not all ones"])
                #expect(reading.impossibleLookups.isEmpty)
            }
        }
    }

    private var forgeries: [Forgery<MultiplicationChip>] {
        let inverse = "high word is not all ones"
        let low = battery.operation(.mul, 3, 5)
        let high = battery.operation(.mulhu, 3, 5)
        // 15 = 2^32 + (15 - 2^32) = 17 + 2^32 (-2 / 2^32); -1 / 2^32 is 2^32 - 1, the excluded word.
        return [
            Forgery(
                .constraint("low or high word"), low,
                [(.choice, Goldilocks.forgedChoice.column)], solving: [(.inverse, inverse)]),
            Forgery(.constraint("product"), low, [(.low0, .ratio(16))]),
            Forgery(
                .constraint(inverse), low,
                [
                    (.low0, .ratio(16)), (.high0, .ratio(0xffff)), (.high1, .ratio(0xffff)),
                    (.inverse, .zero),
                ]),
            Forgery(
                .lookup(0), high, [(.high0, .one), (.low0, .ratio(15 - 1 << 32))],
                solving: [(.inverse, inverse)]),
            Forgery(
                .lookup(1), high, [(.high0, .one), (.low1, .ratio(-1 << 16))],
                solving: [(.inverse, inverse)]),
            Forgery(
                .lookup(2), low, [(.low0, .ratio(17)), (.high0, .ratio(-2, 1 << 32))],
                solving: [(.inverse, inverse)]),
            Forgery(
                .lookup(3), low, [(.low0, .ratio(17)), (.high1, .ratio(-2, 1 << 48))],
                solving: [(.inverse, inverse)]),
        ]
    }
}
