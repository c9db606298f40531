import Constraints
import Fields
import Polynomials
import RiscvCircuits
import Testing

@Suite struct ShiftChipTests {
    private let battery = OperationBattery<ShiftChip>(
        part: .shift, codes: [.sll, .srl, .sra], records: \.shifts)

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

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
            #expect(reading.impossibleLookups == [[range, 2, 0xffff]])
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
            #expect(reading.impossibleLookups.map { $0[1] } == [2])
        }
    }

    /// The sign of SRA is that of first: the complement of the other reading has 32 bits.
    @Test func refusesTheOtherSign() throws {
        for first in [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] as [UInt32] {
            let isNegative = first >> 31 == 1
            // The row of a shift without signs has the complement, then the sign is claimed.
            let value = isNegative ? first : ~first
            var operation = OperationDefinition.operation(
                .srl, clock: 8, first: value, second: 5, before: 0)
            let reading = try battery.forged(
                operation,
                [(.right, Goldilocks(2)), (.isNegative, isNegative ? .zero : .one)])
            operation.code = .sra
            operation.first = first
            if !isNegative { operation.result = ~operation.result }
            #expect(reading.failed.isEmpty)
            #expect(reading.traffic.map(\.tuple) == [operation.tuple])
            #expect(reading.impossibleLookups == [[range, 2, UInt64(value >> 16)]])
        }
    }

    /// second has one lower half of 16 bits.
    @Test func refusesAnotherAmount() throws {
        let operation = OperationDefinition.operation(
            .sll, clock: 8, first: 1, second: 0x1_0003, before: 0)
        let quotient =
            (Goldilocks(operation.second) - Goldilocks(4))
            * Goldilocks(1 << 16).inverseOrZero
        let reading = try battery.forged(
            operation,
            [
                (.amountLow, Goldilocks(4)), (.amountHigh, quotient), (.power, Goldilocks(16)),
                (.shiftedLow, Goldilocks(16)),
            ])
        #expect(reading.failed.isEmpty)
        #expect(reading.impossibleLookups == [[range, 0, quotient.value]])
    }

    private var range: UInt64 { UInt64(MachineBus.range.number) }
}
