import Bytes
import Ledger

/// Writes the operations of block data: fields that are 0 cost one bit, others their bytes without
/// leading zeros, limits nothing (`docs/protocol/encodings.md`, "Block data").
struct CompactWriter: FieldVisitor {
    private(set) var bytes: [UInt8] = []
    /// The fee of the signed operation before.
    var lastFee: TokenQuantity
    private var maskPlace = 0
    private var bitsLeft = 0

    init(lastFee: TokenQuantity = TokenQuantity(placeholder: ())) { self.lastFee = lastFee }

    /// Appends a byte that is not a masked field.
    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Removes all but the first `count` bytes.
    mutating func remove(after count: Int) { bytes.removeLast(bytes.count - count) }

    /// Starts a list of masked fields.
    mutating func beginFields() { bitsLeft = 0 }

    /// Appends an integer, seven bits a byte, least significant first; bit 7 of each but the last.
    mutating func append(variable value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends `size class 3 bits | exponent 5 bits | mantissa`, most significant byte first.
    mutating func append(_ amount: ScaledAmount) {
        let sizeClass = amount.sizeClass
        bytes.append(sizeClass << 5 | UInt8(amount.exponent))
        var shift = 8 * ScaledAmount.byteCount(ofClass: sizeClass)
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: amount.mantissa.units >> UInt128(shift)))
        }
    }

    mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(_ value: inout Value) {
        guard mask(value != 0) else { return }
        switch Value.bitWidth {
        case 8: bytes.append(UInt8(truncatingIfNeeded: value))
        default: append(variable: UInt64(truncatingIfNeeded: value))
        }
    }

    mutating func visit(low: inout UInt64, high: inout UInt64) {
        guard mask(low | high != 0) else { return }
        append(ScaledAmount(Amount(low: low, high: high)))
    }

    /// The number of leading zero bytes, and the bytes after them.
    mutating func visit<let count: Int>(_ value: inout FixedBytes<count>) {
        var zeros = 0
        while zeros < count, value[zeros] == 0 { zeros += 1 }
        guard mask(zeros < count) else { return }
        bytes.append(UInt8(zeros))
        for index in zeros..<count { bytes.append(value[index]) }
    }

    mutating func visit<Value: FieldList>(limit: inout Value, permissive: Value) {}

    func failure(_ error: DecodingError) -> Never {
        preconditionFailure("a value outside its type was written")
    }

    /// Notes whether the next field is there, and returns that.
    private mutating func mask(_ isPresent: Bool) -> Bool {
        if bitsLeft == 0 {
            (maskPlace, bitsLeft) = (bytes.count, 8)
            bytes.append(0)
        }
        if isPresent { bytes[maskPlace] |= 1 << UInt8(8 - bitsLeft) }
        bitsLeft -= 1
        return isPresent
    }
}

/// Writes the limits of an operation and nothing else.
struct LimitWriter: FieldVisitor {
    var writer: ByteWriter

    mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(_ value: inout Value) {}

    mutating func visit<let count: Int>(_ bytes: inout FixedBytes<count>) {}

    mutating func visit<Value: FieldList>(limit: inout Value, permissive: Value) {
        writer.visit(&limit)
    }

    func failure(_ error: DecodingError) -> Never {
        preconditionFailure("a value outside its type was written")
    }
}
