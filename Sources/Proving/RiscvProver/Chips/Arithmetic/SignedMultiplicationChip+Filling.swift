import Constraints
import Fields
public import RiscvCircuits

extension TraceRow {
    /// Sets the three cells of a `SignedWord` and counts the checks of its limbs.
    @inline(__always)
    func setSigned(
        _ first: Column, _ value: UInt32, isSigned: Bool, _ tally: inout LookupTally
    ) {
        let sign = isSigned ? value >> 31 : 0
        let high = value >> 16 &- sign << 15
        set(first, offset: 0, to: Goldilocks(value & 0xffff))
        set(first, offset: 1, to: Goldilocks(high))
        set(first, offset: 2, to: Goldilocks(sign))
        tally.range(.bits16, value & 0xffff)
        tally.range(isSigned ? .bits15 : .bits16, high)
    }
}

extension SignedMultiplicationChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.mulh, .mulhsu] }

    /// Fills a row from an operation, with its result as the high word and the true low word.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        switch operation.code {
        case .mulh: row.set(.choice, 1)
        case .mulhsu: row.set(.choice, 2)
        default: return
        }
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        row.setSigned(.firstLow, operation.first, isSigned: true, &tally)
        row.setSigned(
            .secondLow, operation.second, isSigned: operation.code == .mulh, &tally)
        row.setSigned(.resultLow, operation.result, isSigned: true, &tally)
        // The low word does not depend on signs.
        row.setHalves(.low0, .low1, operation.first &* operation.second, &tally)
    }
}
