import Bytes
import Fields
import GuestRuntime
import Hashing

/// Exercises the runtime's functions for compiled code, for a test that compares with the host.
///
/// Input: a frame of operands, 32 bytes each; then a frame of any bytes. Output: for each pair of
/// 128-bit operands the quotients and remainders of 128 and 64 bits, signed and unsigned; then
/// the bytes moved and hashed.
@main enum Program {
    static func main() {
        let operands = Guest.readFrame()
        var results = ByteWriter(capacity: operands.count * 4)
        var reader = ByteReader(operands)
        while reader.remaining >= 32 {
            do throws(DecodingError) {
                let left = try reader.read(UInt128.self)
                let right = try reader.read(UInt128.self)
                divide(left, by: right, &results)
            } catch {
                Guest.exit(1)
            }
        }
        Guest.writeFrame(results.bytes)
        let bytes = Guest.readFrame()
        Guest.writeFrame(shifted(bytes))
        Guest.writeFrame(sorted(bytes))
        Guest.writeFrame(SHA256.hash(bytes).array)
        Guest.writeFrame(Keccak256.hash(bytes).array)
        writePermutations(bytes)
    }

    static func divide(_ left: UInt128, by right: UInt128, _ results: inout ByteWriter) {
        guard right != 0 else { return }
        results.append(left / right)
        results.append(left % right)
        if !(left == 1 << 127 && right == .max) {
            results.append(
                UInt128(bitPattern: Int128(bitPattern: left) / Int128(bitPattern: right)))
            results.append(
                UInt128(bitPattern: Int128(bitPattern: left) % Int128(bitPattern: right)))
        }
        let (low, divisor) = (UInt64(truncatingIfNeeded: left), UInt64(truncatingIfNeeded: right))
        guard divisor != 0 else { return }
        results.append(low / divisor)
        results.append(low % divisor)
        if !(low == 1 << 63 && divisor == .max) {
            results.append(UInt64(bitPattern: Int64(bitPattern: low) / Int64(bitPattern: divisor)))
            results.append(UInt64(bitPattern: Int64(bitPattern: low) % Int64(bitPattern: divisor)))
        }
    }

    /// The bytes with some added in front and some removed: overlapping copies of every length.
    static func shifted(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for length in 0..<min(bytes.count, 40) {
            result.insert(contentsOf: bytes[0..<length], at: length / 2)
            result.removeSubrange(length..<length + length / 3)
        }
        return result
    }

    static func sorted(_ bytes: [UInt8]) -> [UInt8] {
        bytes.sorted()
    }

    /// Permutes elements made of the bytes, in both widths.
    static func writePermutations(_ bytes: [UInt8]) {
        var values = [UInt64](repeating: 0, count: 12)
        for index in 0..<bytes.count {
            values[index % 12] = values[index % 12] << 8 | UInt64(bytes[index])
        }
        var narrow = InlineArray<8, Goldilocks> { Goldilocks(reducing: values[$0]) }
        var wide = InlineArray<12, Goldilocks> { Goldilocks(reducing: values[$0]) }
        Poseidon2.permute(&narrow)
        Poseidon2.permute(&wide)
        var writer = ByteWriter()
        for index in 0..<8 { writer.append(narrow[index].value) }
        for index in 0..<12 { writer.append(wide[index].value) }
        Guest.writeFrame(writer.bytes)
    }
}
