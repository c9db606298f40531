import BN254
import TestSupport
import Testing

@Suite struct EncodingTests {
    private func points<G: CurveGroup>(_ group: G.Type, seed: UInt64) -> [AffinePoint<G>] {
        var source = SeededGenerator(seed: seed)
        let base = ProjectivePoint(G.generator)
        return [.infinity, G.generator, -G.generator]
            + (0..<10).map { _ in (Fr.random(&source) * base).affine }
    }

    private func expectRoundTrips<G: CurveGroup>(_ point: AffinePoint<G>) throws {
        let plain = try AffinePoint<G>(ethereum: point.ethereumBytes[...])
        let compressed = try AffinePoint<G>(compressed: point.compressedBytes[...])
        #expect(plain == point && compressed == point)
    }

    @Test func pointsComeBack() throws {
        for point in points(G1.self, seed: 50) {
            try expectRoundTrips(point)
        }
        for point in points(G2.self, seed: 51) {
            try expectRoundTrips(point)
        }
    }

    @Test func eachRefusalHasItsReason() {
        let short = [UInt8](repeating: 0, count: 63)
        #expect(throws: PointError.length(expected: 64, actual: 63)) {
            _ = try AffinePoint<G1>(ethereum: short[...])
        }
        let modulus = Fp.modulus.bigEndianBytes
        #expect(throws: PointError.coordinateTooLarge) {
            _ = try AffinePoint<G1>(ethereum: (modulus + Fp(2).bigEndianBytes)[...])
        }
        #expect(throws: PointError.notOnCurve) {
            _ = try AffinePoint<G1>(ethereum: (Fp(1).bigEndianBytes + Fp(1).bigEndianBytes)[...])
        }
        var infinity = AffinePoint<G1>.infinity.compressedBytes
        infinity[31] = 1
        #expect(throws: PointError.flags) { _ = try AffinePoint<G1>(compressed: infinity[...]) }
        infinity[0] = 0
        #expect(throws: PointError.flags) { _ = try AffinePoint<G1>(compressed: infinity[...]) }
    }

    @Test func pointsOfOtherOrderAreRefused() throws {
        var source = SeededGenerator(seed: 54)
        var found: AffinePoint<G2>?
        while found == nil {
            let x = Fp2(.random(&source), .random(&source))
            found = (x * x * x + G2.constant).squareRoot.map { AffinePoint(x: x, y: $0) }
        }
        let point = try #require(found)
        #expect(throws: PointError.notInSubgroup) {
            _ = try AffinePoint<G2>(ethereum: point.ethereumBytes[...])
        }
        #expect(throws: PointError.notInSubgroup) {
            _ = try AffinePoint<G2>(compressed: point.compressedBytes[...])
        }
    }

    /// Whatever the bytes: a decoded point is valid and encodes to the same bytes, or one error.
    @Test func mutatedBytesAreRefusedOrMeanTheSame() {
        var source = SeededGenerator(seed: 52)
        let valid = points(G2.self, seed: 53).map(\.compressedBytes)
        for round in 0..<400 {
            var bytes = valid[round % valid.count]
            for _ in 0...Int.random(in: 0...2, using: &source) {
                bytes[Int.random(in: 0..<bytes.count, using: &source)] = source.bytes(1)[0]
            }
            if round % 7 == 0 {
                bytes = Array(bytes.prefix(Int.random(in: 0..<64, using: &source)))
            }
            if let point = try? AffinePoint<G2>(compressed: bytes[...]) {
                #expect(point.isValid && point.compressedBytes == bytes)
            }
            let plain = source.bytes(Int.random(in: 0...130, using: &source))
            #expect(throws: PointError.self) { _ = try AffinePoint<G2>(ethereum: plain[...]) }
        }
    }
}
