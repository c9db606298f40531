public import BN254

/// A proof: three points, 256 bytes, or 128 compressed.
///
/// Anyone can derive another proof of the same statement from it, so it is no identifier.
public struct Proof: Sendable, Equatable {
    public let a: AffinePoint<G1>
    public let b: AffinePoint<G2>
    public let c: AffinePoint<G1>

    /// A proof of points; throws unless each is on its curve and in its group.
    public init(
        a: AffinePoint<G1>, b: AffinePoint<G2>, c: AffinePoint<G1>
    ) throws(PointError) {
        guard a.isOnCurve, b.isOnCurve, c.isOnCurve else { throw .notOnCurve }
        guard G2.isInSubgroup(b) else { throw .notInSubgroup }
        self.init(checked: a, b, c)
    }

    /// A proof of points known to be valid.
    init(checked a: AffinePoint<G1>, _ b: AffinePoint<G2>, _ c: AffinePoint<G1>) {
        self.a = a
        self.b = b
        self.c = c
    }

    /// Bytes of `ethereumBytes` and of `compressedBytes`.
    public static let byteCount = 256
    public static let compressedByteCount = 128

    /// a, b, c as EIP-197 writes points.
    public var ethereumBytes: [UInt8] { a.ethereumBytes + b.ethereumBytes + c.ethereumBytes }

    /// Decodes a, b, c as EIP-197 writes points, and checks them.
    public init(ethereum bytes: [UInt8]) throws(PointError) {
        guard bytes.count == Self.byteCount else {
            throw .length(expected: Self.byteCount, actual: bytes.count)
        }
        self.init(
            checked: try AffinePoint(ethereum: bytes[..<64]),
            try AffinePoint(ethereum: bytes[64..<192]),
            try AffinePoint(ethereum: bytes[192...]))
    }

    /// a, b, c in gnark's compressed form.
    public var compressedBytes: [UInt8] {
        a.compressedBytes + b.compressedBytes + c.compressedBytes
    }

    /// Decodes a, b, c in gnark's compressed form, and checks them.
    public init(compressed bytes: [UInt8]) throws(PointError) {
        guard bytes.count == Self.compressedByteCount else {
            throw .length(expected: Self.compressedByteCount, actual: bytes.count)
        }
        self.init(
            checked: try AffinePoint(compressed: bytes[..<32]),
            try AffinePoint(compressed: bytes[32..<96]),
            try AffinePoint(compressed: bytes[96...]))
    }
}
