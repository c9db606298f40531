import Constraints
import Fields
public import RiscvCircuits

extension MultiplicationChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.mul, .mulhu] }

    /// Fills a row from an operation, with its result as one word and the true other word.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let product = operation.first.multipliedFullWidth(by: operation.second)
        var (low, high) = (product.low, product.high)
        switch operation.code {
        case .mul:
            row.set(.choice, 1)
            low = operation.result
        case .mulhu:
            row.set(.choice, 2)
            high = operation.result
        default: return
        }
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        row.set(.first, operation.first)
        row.set(.second, operation.second)
        row.setHalves(.low0, .low1, low, &tally)
        row.setHalves(.high0, .high1, high, &tally)
        row[.inverse] = Goldilocks(~high).inverseOrZero
    }
}
