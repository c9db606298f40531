import Bytes
import Fields
import GuestRuntime
import Hashing
import Signatures

/// Exercises the runtime's functions for compiled code, for a test that compares with the host.
///
/// Input: a frame of operands, 32 bytes each; then a frame of any bytes; then a frame of operands
/// of double-scalar products, 96 bytes each; then a frame of signed messages, each its length in a
/// byte, key, signature and message; then a frame of operands of divisions of products, 96 bytes
/// each. Output: for each pair of 128-bit operands the quotients and remainders of 128 and 64 bits,
/// signed and unsigned; then the bytes moved and hashed; then which of the products have a key, and
/// these products by the host call and by plain code; then the hash of copies and fills of the
/// bytes at every alignment; then which signatures verify; then which of the divisions have a
/// result, the quotients and remainders of these by the host call and by plain code, and products
/// modulo each divisor that is not zero.
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
        writeProducts(Guest.readFrame())
        Guest.writeFrame(copied(bytes).array)
        Guest.writeFrame(verified(Guest.readFrame()))
        writeDivisions(Guest.readFrame())
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

    /// The hash of the bytes, less up to three in front, copied to places of every alignment, and of
    /// as many equal bytes there.
    static func copied(_ bytes: [UInt8]) -> Bytes32 {
        var hasher = SHA256()
        for place in 0..<16 {
            let (to, from) = (place & 3, min(place >> 2, bytes.count))
            let count = bytes.count - from
            var target = [UInt8](repeating: 0xee, count: bytes.count + 8)
            target.withUnsafeMutableBytes { target in
                UnsafeMutableRawBufferPointer(rebasing: target[to...])
                    .copyBytes(from: bytes[from...])
            }
            hasher.update(target)
            target.withUnsafeMutableBytes { target in
                let filled = UnsafeMutableRawBufferPointer(rebasing: target[to..<to + count])
                filled.initializeMemory(as: UInt8.self, repeating: UInt8(place))
            }
            hasher.update(target)
        }
        return hasher.finalize()
    }

    /// For each signed message 1 when its signature verifies, else 0.
    static func verified(_ bytes: [UInt8]) -> [UInt8] {
        var results = [UInt8]()
        var start = 0
        while start < bytes.count {
            let (head, count) = (start + 1, Int(bytes[start]))
            let key = Bytes40 { bytes[head + $0] }
            let signature = SchnorrSignature { bytes[head + 40 + $0] }
            let end = head + 120 + count
            let message = Array(bytes[head + 120..<end])
            let isValid = SignedMessage.withBytes(message, signature: signature) { message in
                withUnsafeBytes(of: key) { key in
                    key.baseAddress.map {
                        SchnorrPublicKey.verify(message, keyCheckedByMachine: $0)
                    }
                }
            }
            results.append(isValid == true ? 1 : 0)
            start = end
        }
        return results
    }

    static func sorted(_ bytes: [UInt8]) -> [UInt8] {
        bytes.sorted()
    }

    /// Permutes elements made of the bytes, in both widths, and in compression mode; and lanes made
    /// of them by Keccak-f, by the host call and in plain code.
    static func writePermutations(_ bytes: [UInt8]) {
        var values = [UInt64](repeating: 0, count: 12)
        for index in 0..<bytes.count {
            values[index % 12] = values[index % 12] << 8 | UInt64(bytes[index])
        }
        var narrow = InlineArray<8, Goldilocks> { Goldilocks(reducing: values[$0]) }
        var wide = InlineArray<12, Goldilocks> { Goldilocks(reducing: values[$0]) }
        var pair = narrow
        Poseidon2.permute(&narrow)
        Poseidon2.permuteAddingInput(&pair)
        Poseidon2.permute(&wide)
        var writer = ByteWriter()
        for index in 0..<8 { writer.append(narrow[index].value) }
        for index in 0..<8 { writer.append(pair[index].value) }
        for index in 0..<12 { writer.append(wide[index].value) }
        var lanes = InlineArray<25, UInt64> { values[$0 % 12] }
        var plain = lanes
        Keccak256.permute(&lanes)
        Keccak256.permutePlainly(&plain)
        for index in 0..<25 { writer.append(lanes[index]) }
        for index in 0..<25 { writer.append(plain[index]) }
        Guest.writeFrame(writer.bytes)
    }

    /// Which divisions have a result; their results by the host call, then by plain code; products
    /// modulo the divisors.
    static func writeDivisions(_ bytes: [UInt8]) {
        var haveResult = [UInt8]()
        var called = ByteWriter()
        var plain = ByteWriter()
        var products = ByteWriter()
        for start in stride(from: 0, through: bytes.count - 96, by: 96) {
            func integer(_ index: Int) -> ProductDivision.Integer {
                ProductDivision.Integer { word in
                    var value: UInt32 = 0
                    for byte in 0..<4 {
                        let place = start + 32 * index + 4 * word + byte
                        value |= UInt32(bytes[place]) << UInt32(8 * byte)
                    }
                    return value
                }
            }
            let (a, b, m) = (integer(0), integer(1), integer(2))
            if let product = ProductDivision.multiply(a, b, modulo: m) {
                for index in 0..<8 { products.append(product[index]) }
            }
            let result = ProductDivision.divide(a, b, by: m)
            haveResult.append(result == nil ? 0 : 1)
            for (result, writer) in [(result, 0), (ProductDivision.plainDivide(a, b, by: m), 1)] {
                guard let (quotient, remainder) = result else { continue }
                for index in 0..<16 {
                    let word = index < 8 ? quotient[index] : remainder[index - 8]
                    if writer == 0 { called.append(word) } else { plain.append(word) }
                }
            }
        }
        Guest.writeFrame(haveResult)
        Guest.writeFrame(called.bytes)
        Guest.writeFrame(plain.bytes)
        Guest.writeFrame(products.bytes)
    }

    /// Which keys decode; of those the results of the host call, then those of plain code.
    static func writeProducts(_ bytes: [UInt8]) {
        var areKeys = [UInt8]()
        var called = ByteWriter()
        var plain = ByteWriter()
        for start in stride(from: 0, through: bytes.count - 96, by: 96) {
            let isKey = SchnorrPublicKey(encoded: Bytes40 { bytes[start + $0] }) != nil
            areKeys.append(isKey ? 1 : 0)
            guard isKey else { continue }
            let operands = DoubleScalarProduct.Operands { word in
                var value: UInt32 = 0
                for index in 0..<4 {
                    value |= UInt32(bytes[start + 4 * word + index]) << UInt32(8 * index)
                }
                return value
            }
            guard let result = DoubleScalarProduct.encoding(of: operands),
                let expected = DoubleScalarProduct.plainEncoding(of: operands)
            else { Guest.exit(1) }
            for index in 0..<10 {
                called.append(result[index])
                plain.append(expected[index])
            }
        }
        Guest.writeFrame(areKeys)
        Guest.writeFrame(called.bytes)
        Guest.writeFrame(plain.bytes)
    }
}
