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
        switch operation.code {
        case .sll: row.set(.isLeft, 1)
        case .srl: row.set(.right, 1)
        case .sra: row.set(.right, 2)
        default: return
        }
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        let isNegative = operation.code == .sra && operation.first >> 31 == 1
        row.set(.isNegative, isNegative ? 1 : 0)
        let value = isNegative ? ~operation.first : operation.first
        row.set(.valueLow, value & 0xffff)
        row.set(.valueHigh, value >> 16)
        tally.range(.bits16, value & 0xffff)
        tally.range(operation.code == .sra ? .bits15 : .bits16, value >> 16)
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
        row.set(.restLow, rest & 0xffff)
        row.set(.restHigh, rest >> 16)
        tally.range(.bits16, rest & 0xffff)
        tally.range(.bits15, rest >> 16)
    }
}
