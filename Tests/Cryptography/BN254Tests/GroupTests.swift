import BN254
import Fields
import Parallel
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

    /// 2 p - r: the number of points of the twist divided by r.
    private var cofactor: Integer256 {
        Fp.modulus.addingReportingCarry(Fp.modulus).sum
            .subtractingReportingBorrow(Fr.modulus).difference
    }

    @Test func theCofactorHasNoSmallerPrime() throws {
        let prime = try #require(G2.leastCofactorPrime)
        for divisor in 2...prime {
            let isDivisor = cofactor.dividedReportingRemainder(by: divisor).remainder == 0
            #expect(isDivisor == (divisor == prime))
        }
    }

    /// One point among many: off the curve, of any order, or of the least order outside the group.
    @Test func membershipOfListsIsThatOfEachPoint() throws {
        var source = SeededGenerator(seed: 34)
        func isValid<G: CurveGroup>(_ points: [AffinePoint<G>]) -> Bool {
            points.withUnsafeBytes { bytes in
                bytes.baseAddress.map {
                    PointList<G>(base: $0, count: points.count)
                        .areValid(Workers(count: 2), randomness: &source)
                } ?? true
            }
        }
        var x = Fp2(Fp(5), .one)
        var outside = ProjectivePoint<G2>.infinity
        while G2.isInSubgroup(outside.affine) {
            x = x + .one
            guard let y = (x.squared * x + G2.constant).squareRoot else { continue }
            outside = ProjectivePoint(AffinePoint(x: x, y: y))
        }
        let prime = try #require(G2.leastCofactorPrime)
        let small = outside.multiplied(by: Fr.modulus)
            .multiplied(by: cofactor.dividedReportingRemainder(by: prime).quotient)
        #expect(!small.isInfinity && small.multiplied(by: Integer256(prime)).isInfinity)
        let base = ProjectivePoint(G2.generator)
        for count in [1, 40, 700] {
            let good = ProjectivePoint.affine(
                (0..<count).map { base.multiplied(by: Integer256(UInt64($0))) })
            #expect(isValid(good))
            for bad in [outside.affine, (base + small).affine, AffinePoint(x: .one, y: .one)] {
                var points = good
                points[count / 2] = bad
                #expect(!isValid(points))
            }
            #expect(isValid([AffinePoint<G1>](repeating: G1.generator, count: count)))
            #expect(!isValid([AffinePoint<G1>](repeating: .init(x: .one, y: .one), count: count)))
        }
        #expect(isValid([AffinePoint<G2>]()))
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
