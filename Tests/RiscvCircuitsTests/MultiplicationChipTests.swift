import Fields
import Polynomials
import RiscvCircuits
import Testing

@Suite struct MultiplicationChipTests {
    private let battery = OperationBattery<MultiplicationChip>(
        part: .multiplication, codes: [.mul, .mulhu], records: \.multiplications)

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

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

    /// 2^32 more in the low word and one less in the high one is the same product.
    @Test func refusesALowWordOfMoreThan32Bits() throws {
        let operation = OperationDefinition.operation(
            .mulhu, clock: 8, first: .max, second: .max, before: 0)
        let trace = try battery.trace([operation])
        let (high, low) = (
            trace[0, MultiplicationChip.Column.high0.rawValue] - .one,
            trace[0, MultiplicationChip.Column.low1.rawValue] + Goldilocks(1 << 16)
        )
        // The high word was 2^32 - 2.
        let reading = try battery.forged(
            operation, [(.high0, high), (.low1, low), (.inverse, Goldilocks(2).inverseOrZero)])
        #expect(reading.failed.isEmpty)
        #expect(reading.impossibleLookups.count == 1)
    }
}
