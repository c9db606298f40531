import Fields
import Polynomials
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct BitwiseChipTests {
    private let battery = OperationBattery<BitwiseChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries)
    }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    private var forgeries: [Forgery<BitwiseChip>] {
        let and = battery.operation(.and, 0x0102_0304, 0xffff_ffff)
        let bytes: [BitwiseChip.Column] = [.common0, .common1, .common2, .common3]
        return [
            // The tuple is received twice.
            Forgery(.constraint("AND is a bit"), and, [(.isAnd, .ratio(2))]),
            Forgery(.constraint("one operation"), and, [(.other, .one)]),
            Forgery(
                .constraint("OR or XOR"), and,
                [(.isAnd, .zero), (.other, Goldilocks.forgedChoice.column)]),
        ]
            + bytes.enumerated().map { index, column in
                Forgery(.lookup(index), and, [(column, .zero)])
            }
    }
}
