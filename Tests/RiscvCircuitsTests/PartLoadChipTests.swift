import Fields
import RiscvCircuits
import Testing

@Suite struct PartLoadChipTests {
    private let battery = OperationBattery<PartLoadChip>(
        part: .partLoad, codes: [.lb, .lbu, .lh, .lhu], records: \.partLoads)

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// Bits of every kind satisfy the constraints for the twelve codes only.
    @Test func noOtherCodeCanBeSaid() throws {
        let operation = OperationDefinition.operation(
            .lbu, clock: 8, first: 0, second: 0, before: 0)
        var codes = [UInt64]()
        for bits in 0..<16 as Range<UInt32> {
            let reading = try battery.forged(
                operation,
                [
                    (.choice, Goldilocks(1 + bits & 1)), (.isHalf, Goldilocks(bits >> 1 & 1)),
                    (.isHigh, Goldilocks(bits >> 2 & 1)), (.isUpper, Goldilocks(bits >> 3)),
                ])
            if reading.failed.isEmpty { codes += reading.traffic.map { $0.tuple[1] } }
        }
        #expect(codes.sorted() == [20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 32, 34])
    }

    /// The sign cannot be left out or made up: the table knows it.
    @Test func refusesTheOtherSign() throws {
        for (second, sign) in [(0x80, 0), (0x7f, 128), (0xff, 1)] as [(UInt32, UInt32)] {
            let operation = OperationDefinition.operation(
                .lb, clock: 8, first: 0, second: second, before: 0)
            let extended = Goldilocks(second) + Goldilocks(sign) * Goldilocks((1 << 25) - 2)
            let reading = try battery.forged(
                operation, [(.sign, Goldilocks(sign)), (.result, extended)])
            #expect(reading.failed.isEmpty)
            #expect(reading.impossibleLookups.count == 1)
        }
    }
}
