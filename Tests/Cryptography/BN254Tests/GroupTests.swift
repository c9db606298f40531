import BN254
import Fields
import TestSupport
import Testing

@Suite struct GroupTests {
    @Test func additionObeysGroupLaws() {
        expectGroupLaws(G1.self, seed: 30)
        expectGroupLaws(G2.self, seed: 31)
    }

    private func expectGroupLaws<G: CurveGroup>(_ group: G.Type, seed: UInt64) {
        var source = SeededGenerator(seed: seed)
        let base = ProjectivePoint(G.generator)
        #expect(G.generator.isValid)
        #expect(base.multiplied(by: Fr.modulus).isInfinity)
        let infinity = ProjectivePoint<G>.infinity
        #expect(infinity.doubled.isInfinity && (infinity + infinity).isInfinity)
        for _ in 0..<5 {
            let (a, b) = (Fr.random(&source), Fr.random(&source))
            let (p, q) = (a * base, b * base)
            #expect(p + q == (a + b) * base)
            #expect(p + q == q + p)
            #expect(p + p == p.doubled)
            #expect((p - p).isInfinity)
            #expect(p + infinity == p && infinity + p == p)
            #expect(p + q.affine == p + q && p + p.affine == p.doubled)
            #expect((p + -p.affine).isInfinity && infinity + q.affine == q)
            #expect(p.affine.isValid)
        }
        // The plain definition of a multiple.
        var sum = infinity
        for count in 0..<40 {
            #expect(base.multiplied(by: Integer256(UInt64(count))) == sum)
            sum += base
        }
    }

    /// The sum of two affine points by the textbook, every case by itself.
    private func plainSum<G: CurveGroup>(
        _ a: AffinePoint<G>, _ b: AffinePoint<G>
    ) -> AffinePoint<G> {
        if a.isInfinity { return b }
        if b.isInfinity { return a }
        if a.x == b.x && a.y != b.y { return .infinity }
        let slope =
            a == b
            ? (a.x.squared + a.x.squared + a.x.squared) * (a.y + a.y).inverseOrZero
            : (b.y - a.y) * (b.x - a.x).inverseOrZero
        let x = slope.squared - a.x - b.x
        return AffinePoint(x: x, y: slope * (a.x - x) - a.y)
    }

    @Test func completeFormulasAgreeWithTheTextbook() {
        var source = SeededGenerator(seed: 32)
        let base = ProjectivePoint(G1.generator)
        var points = (0..<6).map { _ in (Fr.random(&source) * base).affine }
        points += [.infinity, points[0], -points[0]]
        for a in points {
            for b in points {
                let sum = ProjectivePoint(a) + ProjectivePoint(b)
                #expect(sum.affine == plainSum(a, b))
            }
        }
    }

    /// Points of the twist outside the group: only the order tells them apart.
    @Test func subgroupCheckAgreesWithTheOrder() {
        var source = SeededGenerator(seed: 33)
        var outside = 0
        while outside < 8 {
            let x = Fp2(.random(&source), .random(&source))
            guard let y = (x.squared * x + G2.constant).squareRoot else { continue }
            let point = AffinePoint<G2>(x: x, y: y)
            #expect(point.isOnCurve)
            let isInside = ProjectivePoint(point).multiplied(by: Fr.modulus).isInfinity
            #expect(G2.isInSubgroup(point) == isInside)
            outside += isInside ? 0 : 1
            // The cofactor 2 p - r clears it.
            let cofactor = Fp.modulus.addingReportingCarry(
                Fp.modulus.subtractingReportingBorrow(Fr.modulus).difference
            ).sum
            let cleared = ProjectivePoint(point).multiplied(by: cofactor).affine
            #expect(G2.isInSubgroup(cleared) && cleared.isValid)
        }
        #expect(G2.isInSubgroup(.infinity))
    }
}
