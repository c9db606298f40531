import Constraints
import Fields
import RiscvCircuits
import Testing

@Suite struct SignedMultiplicationChipTests {
    private let battery = OperationBattery<SignedMultiplicationChip>(
        part: .signedMultiplication, codes: [.mulh, .mulhsu], records: \.signedMultiplications)

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// -2^31 (2^32 - 1) + p = (2^31 - 1) 2^32 + 2^31 + 1: only the sign is wrong.
    @Test func refusesTheSecondRepresentationOfAProduct() throws {
        let operation = OperationDefinition.operation(
            .mulhsu, clock: 8, first: 1 << 31, second: .max, before: 0)
        #expect(operation.result == 1 << 31)
        let reading = try battery.forged(
            operation,
            [
                (.resultLow, Goldilocks(0xffff)), (.resultHigh, Goldilocks(0x7fff)),
                (.resultSign, .zero), (.low0, .one), (.low1, Goldilocks(0x8000)),
            ])
        #expect(reading.failed == ["signs of the product"])
        #expect(reading.impossibleLookups.isEmpty)
    }

    /// A factor keeps its word but not its sign.
    @Test func refusesTheOtherSignOfAFactor() throws {
        let operation = OperationDefinition.operation(
            .mulh, clock: 8, first: 0x9000_0000, second: 3, before: 0)
        let honest = OperationDefinition.operation(
            .mulhu, clock: 8, first: 0x9000_0000, second: 3, before: 0)
        let reading = try battery.forged(
            operation,
            [
                (.firstHigh, Goldilocks(0x9000)), (.firstSign, .zero),
                (.resultLow, Goldilocks(honest.result & 0xffff)),
                (.resultHigh, Goldilocks(honest.result >> 16)), (.resultSign, .zero),
            ])
        #expect(reading.failed.isEmpty)
        #expect(reading.impossibleLookups == [[UInt64(MachineBus.range.number), 2, 0x9000]])
    }
}
