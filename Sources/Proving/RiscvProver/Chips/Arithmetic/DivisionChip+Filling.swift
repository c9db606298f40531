import Constraints
import Fields
public import RiscvCircuits

extension DivisionChip: OperationChip {
    /// The codes that the chip proves.
    public static var codes: [OperationCode] { [.div, .divu, .rem, .remu] }

    /// Fills a row from an operation, with its result as quotient or remainder.
    public static func fill(
        _ operation: OperationRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let code = operation.code
        guard [.div, .divu, .rem, .remu].contains(code) else { return }
        let isSigned = code == .div || code == .rem
        let isRemainder = code == .rem || code == .remu
        row.set(.choice, isSigned ? 1 : 2)
        row.set(.isRemainder, isRemainder ? 1 : 0)
        row.set(.clock, operation.clock)
        row.set(.before, operation.before)
        row.setSigned(.firstLow, operation.first, isSigned: isSigned, &tally)
        row.setSigned(.secondLow, operation.second, isSigned: isSigned, &tally)
        let first = reading(operation.first, isSigned: isSigned)
        let second = reading(operation.second, isSigned: isSigned)
        let quotient = second == 0 ? -1 : first / second
        let trueRemainder = second == 0 ? first : first % second
        row.set(.isZero, second == 0 ? 1 : 0)
        row.setHalves(
            .quotientLow, .quotientHigh,
            isRemainder ? UInt32(truncatingIfNeeded: quotient) : operation.result, &tally)
        row.set(.quotientIsNegative, isSigned && quotient < 0 ? 1 : 0)
        let word =
            isRemainder ? operation.result : UInt32(truncatingIfNeeded: trueRemainder)
        row.setHalves(.remainderLow, .remainderHigh, word, &tally)
        let isNegative = first < 0 && word != 0
        row.set(.remainderIsNegative, isNegative ? 1 : 0)
        let remainder = Int64(word) - (isNegative ? 1 << 32 : 0)
        let gap = second == 0 ? 0 : abs(second) - abs(remainder) - 1
        row.setHalves(.gapLow, .gapHigh, UInt32(truncatingIfNeeded: gap), &tally)
    }

    @inline(__always)
    private static func reading(_ word: UInt32, isSigned: Bool) -> Int64 {
        isSigned ? Int64(Int32(bitPattern: word)) : Int64(word)
    }
}
