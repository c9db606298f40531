/// The three precompiled contracts over BN254 of EVM chains, byte for byte (EIP-196, EIP-197).
public enum EVMPrecompile {
    /// Address 0x06: the sum of two points of G1; input is cut or extended with zeros to 128 bytes.
    public static func add(_ input: [UInt8]) throws(PointError) -> [UInt8] {
        let bytes = padded(input, to: 128)
        let left = try AffinePoint<G1>(ethereum: bytes[0..<64])
        let right = try AffinePoint<G1>(ethereum: bytes[64..<128])
        return (ProjectivePoint(left) + right).affine.ethereumBytes
    }

    /// Address 0x07: the multiple of a point of G1 by any 256-bit integer; 96 bytes.
    public static func multiply(_ input: [UInt8]) throws(PointError) -> [UInt8] {
        let bytes = padded(input, to: 96)
        let point = try AffinePoint<G1>(ethereum: bytes[0..<64])
        guard let scalar = Integer256(bigEndian: bytes[64..<96]) else {
            throw .length(expected: 32, actual: bytes.count - 64)
        }
        return ProjectivePoint(point).multiplied(by: scalar).affine.ethereumBytes
    }

    /// Address 0x08: 1 as 32 bytes if the product of the pairings of all pairs is one, else 0.
    public static func pairing(_ input: [UInt8]) throws(PointError) -> [UInt8] {
        guard input.count % 192 == 0 else {
            throw .length(expected: input.count / 192 * 192, actual: input.count)
        }
        var pairs: [(AffinePoint<G1>, AffinePoint<G2>)] = []
        for start in stride(from: 0, to: input.count, by: 192) {
            let left = try AffinePoint<G1>(ethereum: input[start..<start + 64])
            let right = try AffinePoint<G2>(ethereum: input[start + 64..<start + 192])
            pairs.append((left, right))
        }
        return Integer256(Pairing.isOne(pairs) ? 1 : 0).bigEndianBytes
    }

    private static func padded(_ input: [UInt8], to count: Int) -> [UInt8] {
        Array(input.prefix(count)) + Array(repeating: 0, count: max(0, count - input.count))
    }
}
