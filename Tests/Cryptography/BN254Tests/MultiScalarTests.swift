import BN254
import CBN254
import Fields
import Parallel
import TestSupport
import Testing

@Suite struct MultiScalarTests {
    @Test func sumsAgreeWithTheDefinition() {
        expectSums(G1.self, seed: 60, counts: [0, 1, 2, 3, 17, 300])
        expectSums(G2.self, seed: 61, counts: [0, 1, 5, 60])
    }

    private func expectSums<G: CurveGroup>(_ group: G.Type, seed: UInt64, counts: [Int]) {
        var source = SeededGenerator(seed: seed)
        let base = ProjectivePoint(G.generator)
        for count in counts {
            var points = (0..<count).map { _ in (Fr.random(&source) * base).affine }
            if count > 4 {
                // Equal, opposite and neutral points meet in buckets.
                points[1] = points[0]
                points[2] = -points[0]
                points[3] = .infinity
            }
            for kind in ScalarKind.allCases {
                let scalars = (0..<count).map { kind.scalar($0, &source) }
                var expected = ProjectivePoint<G>.infinity
                for (scalar, point) in zip(scalars, points) {
                    expected += scalar * ProjectivePoint(point)
                }
                for workers in [Workers.serial, Workers(count: 3)] {
                    let sum = MultiScalarSum.sum(scalars, points, workers: workers)
                    #expect(sum == expected, "\(count) \(kind)")
                }
            }
        }
    }

    private enum ScalarKind: CaseIterable {
        case random, bits, small, negative, equal, edges

        func scalar(_ index: Int, _ source: inout SeededGenerator) -> Fr {
            switch self {
            case .random: .random(&source)
            case .bits: Fr(source.next() & 1)
            case .small: Fr(source.next() >> 32)
            case .negative: -Fr(source.next() >> 40)
            case .equal: Fr(77)
            case .edges:
                [Fr.zero, .one, -.one, Fr(2).inverseOrZero, -Fr(2).inverseOrZero][index % 5]
            }
        }
    }

    @Test func multiplesAgreeWithTheDefinition() {
        expectMultiples(G1.self, seed: 64)
        expectMultiples(G2.self, seed: 65)
    }

    /// More points than a chunk, each by its scalar, then all by one; infinity among them.
    private func expectMultiples<G: CurveGroup>(_ group: G.Type, seed: UInt64) {
        var source = SeededGenerator(seed: seed)
        let table = FixedBaseTable<G>(G.generator, scalarCount: 600, workers: .serial)
        for count in [0, 1, 2, 600] {
            var points = table.multiples(
                (0..<count).map { _ in Fr.random(&source) }, workers: .serial)
            if count > 3 { (points[1], points[2]) = (.infinity, -points[0]) }
            for kind in ScalarKind.allCases {
                let scalars = (0..<count).map { kind.scalar($0, &source) }
                let one = kind.scalar(0, &source)
                var (own, common) = (points, points)
                own.withUnsafeMutableBufferPointer {
                    BatchMultiples.multiply($0, by: scalars, workers: Workers(count: 2))
                }
                common.withUnsafeMutableBufferPointer {
                    BatchMultiples.multiply($0, by: one, workers: .serial)
                }
                // A sixteenth of the many is enough.
                for index in stride(from: 0, to: count, by: count > 3 ? 16 : 1) {
                    let point = ProjectivePoint(points[index])
                    #expect(own[index] == (scalars[index] * point).affine, "\(kind)")
                    #expect(common[index] == (one * point).affine, "\(kind)")
                }
            }
        }
    }

    @Test func halvesMakeTheScalar() {
        var source = SeededGenerator(seed: 66)
        let t = Fr(Curve.parameter)
        let square = t * t
        let factor1 = Fr(36) * square * t + Fr(18) * square + Fr(6) * t + .one
        let factor2 = Fr(6) * square
        #expect(factor1 * factor1 + factor1 + .one == .zero)
        #expect(
            G1.endomorphism(G1.generator) == (factor1 * ProjectivePoint(G1.generator)).affine)
        #expect(
            G2.endomorphism(G2.generator) == (factor2 * ProjectivePoint(G2.generator)).affine)
        func value(_ half: ScalarHalves.Half) -> Fr {
            let words = (UInt64(truncatingIfNeeded: half.magnitude), UInt64(half.magnitude >> 64))
            let integer = Fr(reducing: Integer256(words.0, words.1))
            return half.isNegative ? -integer : integer
        }
        let edges = [Fr.zero, .one, -.one, factor1, factor2, -factor1, -factor2, square, t]
        let halves = [Fr(2).inverseOrZero, -Fr(2).inverseOrZero, factor2 - .one, factor2 + .one]
        for scalar in edges + halves + (0..<20_000).map({ _ in Fr.random(&source) }) {
            let (first, second) = (G1.halves(of: scalar), G2.halves(of: scalar))
            #expect(value(first.first) + factor1 * value(first.second) == scalar)
            #expect(value(second.first) + factor2 * value(second.second) == scalar)
        }
        // Small scalars stay small.
        #expect(G1.halves(of: -Fr(9)).first.magnitude == 9)
        #expect(G1.halves(of: -Fr(9)).second.magnitude == 0)
        #expect(G2.halves(of: Fr(9)).second.magnitude == 0)
    }

    /// More points than are sorted at a time, and long runs: with k times the generator as point k,
    /// the sum is that of k times scalar k.
    @Test func manyPointsInEveryWindow() {
        var source = SeededGenerator(seed: 62)
        let count = MultiScalarLimits.chunkCount + 5_000
        let exponents = (0..<count).map { _ in Fr.random(&source) }
        let table = FixedBaseTable<G1>(G1.generator, scalarCount: count, workers: .allProcessors)
        let points = table.multiples(exponents, workers: .allProcessors)
        for bits in [1, 16, 254] {
            let scalars = (0..<count).map { _ in
                bits == 254 ? Fr.random(&source) : Fr(source.next() >> UInt64(64 - bits))
            }
            var expected = Fr.zero
            for index in 0..<count { expected += scalars[index] * exponents[index] }
            let sum = MultiScalarSum.sum(scalars, points, workers: .allProcessors)
            #expect(sum == expected * ProjectivePoint(G1.generator))
        }
    }

    @Test func tablesGiveMultiples() {
        var source = SeededGenerator(seed: 63)
        let scalars = Fr.samples(seed: 64, count: 40)
        for count in [10, 100_000] {
            let base = (Fr.random(&source) * ProjectivePoint(G2.generator)).affine
            guard count < 1_000 || Deep.isOn else { continue }
            let table = FixedBaseTable<G2>(base, scalarCount: count, workers: .serial)
            let multiples = table.multiples(scalars, workers: .serial)
            for (scalar, multiple) in zip(scalars, multiples) {
                #expect(multiple == (scalar * ProjectivePoint(base)).affine)
            }
        }
    }

    /// The kernel itself, on each instruction set, with runs of none, one and many.
    @Test func runsAddUp() {
        var source = SeededGenerator(seed: 65)
        let base = ProjectivePoint(G1.generator)
        let lengths: [UInt32] = [0, 1, 2, 0, 3, 7, 64, 1, 0, 33, 2, 0]
        var points = (0..<lengths.reduce(0) { $0 + Int($1) }).map { _ in
            (Fr.random(&source) * base).affine
        }
        points[2] = -points[1]
        points[5] = points[4]
        points[7] = .infinity
        var (expected, next) = ([AffinePoint<G1>](), 0)
        for length in lengths {
            var sum = ProjectivePoint<G1>.infinity
            for _ in 0..<length {
                sum += ProjectivePoint(points[next])
                next += 1
            }
            expected.append(sum.affine)
        }
        for level in levels {
            var (work, counts) = (points, lengths)
            var scratch = [UInt64](repeating: 0, count: Int(CBN254_SCRATCH_WORDS))
            work.withUnsafeMutableBytes { bytes in
                cbn254_g1_sum_runs(
                    level, bytes.bindMemory(to: UInt64.self).baseAddress, &counts, counts.count,
                    &scratch)
            }
            #expect(Array(work[..<lengths.count]) == expected)
        }
    }

    /// More additions than a batch holds, in runs of random lengths with points that are equal,
    /// opposite or neutral: every instruction set gives the words of the portable one.
    @Test func instructionSetsGiveTheSameSums() {
        expectSameSums(G1.self, cbn254_g1_sum_runs, seed: 66)
        expectSameSums(G2.self, cbn254_g2_sum_runs, seed: 67)
    }

    private func expectSameSums<G: CurveGroup>(
        _ group: G.Type,
        _ kernel: (
            Int32, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt32>?, Int,
            UnsafeMutablePointer<UInt64>?
        ) -> Void, seed: UInt64
    ) {
        var source = SeededGenerator(seed: seed)
        let table = FixedBaseTable<G>(G.generator, scalarCount: 64, workers: .serial)
        let known = table.multiples((0..<64).map { _ in .random(&source) }, workers: .serial)
        let lengths = (0..<700).map { _ in UInt32(source.next() % 9) }
        let points = (0..<lengths.reduce(0) { $0 + Int($1) }).map { _ -> AffinePoint<G> in
            let point = known[Int(source.next() % 64)]
            return switch source.next() % 20 {
            case 0: .infinity
            case 1...9: -point
            default: point
            }
        }
        let results = levels.map { level -> [AffinePoint<G>] in
            var (work, counts) = (points, lengths)
            var scratch = [UInt64](repeating: 0, count: Int(CBN254_SCRATCH_WORDS))
            work.withUnsafeMutableBytes { bytes in
                kernel(
                    level, bytes.bindMemory(to: UInt64.self).baseAddress, &counts, counts.count,
                    &scratch)
            }
            return Array(work[..<lengths.count])
        }
        for result in results { #expect(result == results[0]) }
    }
}
