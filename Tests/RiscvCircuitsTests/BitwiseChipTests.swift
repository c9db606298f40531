import Fields
import Polynomials
import RiscvCircuits
import Testing

@Suite struct BitwiseChipTests {
    private let battery = OperationBattery<BitwiseChip>(
        part: .bitwise, codes: [.and, .or, .xor], records: \.bitwise)

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// Bits that carry from byte to byte would be the same word.
    @Test func refusesBytesThatAreNone() throws {
        let operation = OperationDefinition.operation(
            .xor, clock: 8, first: 0x0102_0304, second: 0x1020_3040, before: 0)
        let trace = try battery.trace([operation])
        let pairs: [(BitwiseChip.Column, BitwiseChip.Column)] = [
            (.first0, .first1), (.second1, .second2), (.common2, .common3),
        ]
        for (low, high) in pairs {
            let reading = try battery.forged(
                operation,
                [
                    (low, trace[0, low.rawValue] + Goldilocks(256)),
                    (high, trace[0, high.rawValue] - .one),
                ])
            #expect(reading.failed.isEmpty)
            #expect(reading.traffic.map(\.tuple) == [operation.tuple])
            #expect(!reading.impossibleLookups.isEmpty)
        }
    }
}
