import Constraints
import Fields
public import RiscvCircuits

extension ShiftChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.sll, .srl, .sra] }

    /// Fills a row from an operation, with its result as the shifted value and the true rest.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        guard let kind = kind(of: operation) else { return }
        row.set(kind == 0 ? .isLeft : .right, max(kind, 1))
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        let isNegative = operation.code == .sra && operation.first >> 31 == 1
        row.set(.isNegative, isNegative ? 1 : 0)
        let value = isNegative ? ~operation.first : operation.first
        row.setHalves(
            .valueLow, .valueHigh, value, high: operation.code == .sra ? .bits15 : .bits16, &tally)
        let amount = operation.second & 31
        let (low, high) = (operation.second & 0xffff, operation.second >> 16)
        row.set(.amountLow, low)
        row.set(.amountHigh, high)
        row.set(.power, 1 << amount)
        tally.power(low)
        tally.range(.bits16, high)
        row.setHalves(
            .shiftedLow, .shiftedHigh, isNegative ? ~operation.result : operation.result,
            &tally)
        let rest =
            operation.code == .sll
            ? UInt32(truncatingIfNeeded: (UInt64(value) << UInt64(amount)) >> 32)
            : (value & (1 << amount &- 1)) << (31 - amount)
        row.setHalves(.restLow, .restHigh, rest, high: .bits15, &tally)
    }
}
