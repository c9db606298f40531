import Constraints
import Fields
public import RiscvCircuits

extension SubwordStoreChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.sb, .sh] }

    /// Fills a row from an operation; invalid offsets are ignored.
    ///
    /// The word after the store is not a column: the row has the true one.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let offset = operation.offset
        let isHalf = operation.code == .sh
        let isByte = operation.code == .sb
        guard isByte && offset < 4 || isHalf && (offset == 0 || offset == 2) else { return }
        let isUpper = offset & 1 == 1
        let place = offset >> 1 * 16
        row.set(.clock, operation.clock)
        row.set(.first, operation.first)
        let (low, next) = (operation.second & 0xff, operation.second >> 8 & 0xff)
        let upper = operation.second >> 16
        row.set(.low, low)
        row.set(.next, next)
        row.set(.upper, upper)
        let half = operation.before >> place & 0xffff
        let (old, partner) =
            isUpper ? (half >> 8, half & 0xff) : (half & 0xff, half >> 8)
        let otherHalf = operation.before >> (16 - place) & 0xffff
        row.set(.old, old)
        row.set(.partner, partner)
        row.set(.otherHalf, otherHalf)
        row.set(.halfWeight, 1 << place)
        row.set(.weight, 1 << (offset * 8))
        row.set(.nextWeight, isHalf ? 1 << (place + 8) : 0)
        tally.bytePair(low, next)
        tally.bytePair(old, partner)
        tally.range(.bits16, upper)
        tally.range(.bits16, otherHalf)
    }
}
