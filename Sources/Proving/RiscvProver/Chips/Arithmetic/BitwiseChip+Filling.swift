import Constraints
import Fields
public import RiscvCircuits

extension BitwiseChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.and, .or, .xor] }

    /// Fills a row from an operation; the ANDs of bytes are those that its result requires.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        guard let kind = kind(of: operation) else { return }
        row.set(kind == 0 ? .isAnd : .other, max(kind, 1))
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        for byte in 0..<4 {
            let shift = UInt32(8 * byte)
            let x = operation.first >> shift & 0xff
            let y = operation.second >> shift & 0xff
            let result = Goldilocks(operation.result >> shift & 0xff)
            let rest = Goldilocks(x + y) - result
            row.set(.first0, offset: byte, to: Goldilocks(x))
            row.set(.second0, offset: byte, to: Goldilocks(y))
            let common =
                switch operation.code {
                case .and: result
                case .or: rest
                default: rest.halved
                }
            row.set(.common0, offset: byte, to: common)
            tally.bytes(x, y)
        }
    }
}
