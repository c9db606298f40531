import Constraints
import Fields
import Polynomials
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct ShiftChipTests {
    private let battery = OperationBattery<ShiftChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries)
    }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// rest 2^32 + shifted = X 2^n + p has rest = 2^32 - 1, which has no place in 31 bits.
    @Test func refusesTheSecondRepresentationOfAProduct() throws {
        for (first, amount) in [(0, 0), (1, 0), (1, 31), (3, 7), (0xffff, 15)]
            as [(UInt32, UInt32)]
        {
            let operation = OperationDefinition.operation(
                .sll, clock: 8, first: first, second: amount, before: 0)
            let wrong = operation.result + 1
            let reading = try battery.forged(
                operation,
                [
                    (.shiftedLow, Goldilocks(wrong & 0xffff)),
                    (.shiftedHigh, Goldilocks(wrong >> 16)), (.restLow, Goldilocks(0xffff)),
                    (.restHigh, Goldilocks(0xffff)),
                ])
            #expect(reading.failed.isEmpty)
            #expect(reading.impossibleLookups.map(\.tuple) == [[range, 2, 0xffff]])
        }
    }

    /// One less shifted with 2^31 more of a rest is the same product.
    @Test func refusesARestOfMoreThan31Bits() throws {
        for code in [OperationCode.srl, .sra] {
            let operation = OperationDefinition.operation(
                code, clock: 8, first: 0x1234_5678, second: 9, before: 0)
            let trace = try battery.trace([operation])
            let reading = try battery.forged(
                operation,
                [
                    (.shiftedLow, trace[0, ShiftChip.Column.shiftedLow.rawValue] - .one),
                    (
                        .restHigh,
                        trace[0, ShiftChip.Column.restHigh.rawValue] + Goldilocks(1 << 15)
                    ),
                ])
            #expect(reading.failed.isEmpty)
            #expect(reading.traffic.count == 1)
            #expect(reading.impossibleLookups.map { $0.tuple[1] } == [2])
        }
    }

    private var range: UInt64 { UInt64(MachineBus.range.number) }

    private var forgeries: [Forgery<ShiftChip>] {
        let nothing = battery.operation(.sll, 0, 0)
        let one = battery.operation(.sll, 1, 0)
        return [
            Forgery(.constraint("left is a bit"), nothing, [(.isLeft, .ratio(2))]),
            Forgery(.constraint("one direction"), nothing, [(.right, .one)]),
            // 2 (3/2 - 1) is the kind of 14 bits, and the tuple is received 9/8 times.
            Forgery(
                .constraint("SRL or SRA"), nothing, [(.isLeft, .zero), (.right, .ratio(3, 2))]),
            // X + 2 (2^32 - 1 - 2 X) = 2^31 + 1 for X = 2^31 - 1
            Forgery(
                .constraint("sign is a bit"), battery.operation(.sra, 0x7fff_ffff, 1),
                [(.isNegative, .ratio(2))]),
            Forgery(
                .constraint("only SRA has a sign"), battery.operation(.srl, 5, 1),
                [(.isNegative, .one)]),
            Forgery(.constraint("shift"), one, [(.shiftedLow, .ratio(2))]),
            Forgery(
                .lookup(0), battery.operation(.sll, 1, 3),
                [(.power, .ratio(32)), (.shiftedLow, .ratio(32))]),
            // 0 taken for negative: its complement has 32 bits.
            Forgery(
                .lookup(1), battery.operation(.srl, 0xffff_ffff, 5),
                [(.right, .ratio(2)), (.isNegative, .one)]),
            // -2^31 taken for 2^31
            Forgery(
                .lookup(2), battery.operation(.srl, 1 << 31, 1),
                [(.right, .ratio(2)), (.valueLow, .ratio(1 << 31)), (.valueHigh, .zero)]),
            // 2^16 + 3 = 4 + 2^16 (2^16 - 1) / 2^16
            Forgery(
                .lookup(3), battery.operation(.sll, 1, 0x1_0003),
                [
                    (.amountLow, .ratio(4)), (.amountHigh, .ratio(0xffff, 1 << 16)),
                    (.power, .ratio(16)), (.shiftedLow, .ratio(16)),
                ]),
            // 1 = 2^32 + (1 - 2^32) = 2 + 2^32 (-1 / 2^32)
            Forgery(.lookup(4), one, [(.restLow, .one), (.shiftedLow, .ratio(1 - 1 << 32))]),
            Forgery(.lookup(5), one, [(.restLow, .one), (.shiftedHigh, .ratio(-1 << 16))]),
            Forgery(
                .lookup(6), one, [(.shiftedLow, .ratio(2)), (.restLow, .ratio(-1, 1 << 32))]),
            Forgery(
                .lookup(7), one, [(.shiftedLow, .ratio(2)), (.restHigh, .ratio(-1, 1 << 48))]),
        ]
    }
}
