import Constraints
import Fields
public import RiscvCircuits

extension ComparisonChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.slt, .sge] }

    /// Fills a row from an operation, with the order that its result claims.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let claim = Goldilocks(operation.result)
        let isLess: Goldilocks
        switch operation.code {
        case .slt:
            row.set(.choice, 1)
            isLess = claim
        case .sge:
            row.set(.choice, 2)
            isLess = .one - claim
        default: return
        }
        row[.isLess] = isLess
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        row.set(.first, operation.first)
        row.set(.second, operation.second)
        var (lesser, greater) = (operation.second, operation.first)
        if isLess == .one { swap(&lesser, &greater) }
        let (lesserSign, greaterSign) = (lesser >> 31, greater >> 31)
        row.set(.lesserIsNegative, lesserSign)
        row.set(.greaterIsNegative, greaterSign)
        let border: UInt32 = 1 << 31
        let toBorder = border &- 1 &- greater
        let gap = greater &- lesser &- (isLess == .one ? 1 : 0)
        row.setHalves(
            .signLow, .signHigh, lesserSign == 1 ? lesser &- border : toBorder, &tally)
        row.setHalves(
            .orderLow, .orderHigh, lesserSign == greaterSign ? gap : toBorder, &tally)
    }
}
