import Constraints
import Fields
public import RiscvCircuits

extension SubwordLoadChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.lb, .lbu, .lh, .lhu] }

    /// Fills a row from an operation; invalid offsets are ignored.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let offset = operation.offset
        let isHalf = operation.code == .lh || operation.code == .lhu
        let isSigned = operation.code == .lb || operation.code == .lh
        let isByte = operation.code == .lb || operation.code == .lbu
        guard isByte && offset < 4 || isHalf && (offset == 0 || offset == 2) else { return }
        let isUpper = isHalf || offset & 1 == 1
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        row.set(.first, operation.first)
        row.set(.second, operation.second)
        row.set(.result, operation.result)
        row.set(.choice, isSigned ? 2 : 1)
        row.set(.isHalf, isHalf ? 1 : 0)
        row.set(.isHigh, offset >> 1)
        row.set(.isUpper, isUpper ? 1 : 0)
        let half = operation.second >> (offset >> 1 * 16) & 0xffff
        let other = operation.second >> (16 - offset >> 1 * 16) & 0xffff
        let (top, partner) =
            isUpper ? (half >> 8, half & 0xff) : (half & 0xff, half >> 8)
        let mask: UInt32 = isSigned ? 128 : 0
        row.set(.top, top)
        row.set(.partner, partner)
        row.set(.otherHalf, other)
        row.set(.sign, top & mask)
        tally.bytes(top, mask)
        tally.bytePair(partner, 0)
        tally.range(.bits16, other)
    }
}
