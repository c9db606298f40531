import Fields
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct SubwordLoadChipTests {
    private let battery = OperationBattery<SubwordLoadChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries)
    }

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

    private var forgeries: [Forgery<SubwordLoadChip>] {
        let byte = battery.operation(.lbu, 0, 0x12)
        let twice = battery.operation(.lbu, 0, 0x12_0012)
        let (parts, extended) = ("parts of the word", "extended part")
        // 0x12 = 0x13 + 2^8 (-1 / 2^8) = 0x13 + 2^16 (-1 / 2^16)
        return [
            // A mask of 32, and the tuple is received 35/32 times.
            Forgery(
                .constraint("with or without signs"), battery.operation(.lbu, 0, 0),
                [(.choice, .ratio(5, 4))]),
            // Codes of other offsets: 7 * 2/7 = 2, 2 * 1/2 = 1, 2
            Forgery(
                .constraint("half is a bit"), battery.operation(.lbu, 0, 0x1200, offset: 1),
                [(.isHalf, .ratio(2, 7))], solving: [(.result, extended)]),
            Forgery(.constraint("high is a bit"), twice, [(.isHigh, .ratio(1, 2))]),
            Forgery(
                .constraint("upper is a bit"), battery.operation(.lbu, 0, 0x1212),
                [(.isUpper, .ratio(2))]),
            // The code of a byte at offset 3.
            Forgery(
                .constraint("top of a half"), battery.operation(.lh, 0, 0x1234),
                [(.isUpper, .zero), (.top, .ratio(0x34)), (.partner, .ratio(0x12))],
                solving: [(.result, extended)]),
            Forgery(
                .constraint(parts), byte, [(.top, .ratio(0x13))], solving: [(.result, extended)]),
            Forgery(.constraint(extended), byte, [(.result, .ratio(0x13))]),
            Forgery(
                .lookup(0), battery.operation(.lb, 0, 0x7f), [(.sign, .ratio(128))],
                solving: [(.result, extended)]),
            Forgery(
                .lookup(1), byte, [(.top, .ratio(0x13)), (.partner, .ratio(-1, 1 << 8))],
                solving: [(.result, extended)]),
            Forgery(
                .lookup(2), byte, [(.top, .ratio(0x13)), (.otherHalf, .ratio(-1, 1 << 16))],
                solving: [(.result, extended)]),
        ]
    }
}
