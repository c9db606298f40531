import CKernels
import Fields
import Parallel
import Polynomials
import TestSupport
import Testing

@Suite struct TransformTests {
    @Test(arguments: VectorLevel.available)
    func evaluatesAsTheDefinitionSays(level: VectorLevel) {
        var random = SeededGenerator(seed: 1)
        for sizeLog2 in 0...8 {
            let coefficients = random.elements(1 << sizeLog2)
            let transform = PolynomialTransform(sizeLog2: sizeLog2, level: level)
            let values = transform.evaluate(coefficients)
            #expect(values == PlainTransform.values(coefficients, sizeLog2: sizeLog2))
            #expect(transform.interpolate(values) == coefficients)
        }
    }

    /// Strips of 2^5 to 2^9 rows, the last of them in several groups.
    @Test(arguments: VectorLevel.available)
    func evaluatesLargeSizesAsRadixTwo(level: VectorLevel) {
        var random = SeededGenerator(seed: 2)
        for sizeLog2 in [11, 14, 15, 18] {
            let coefficients = random.elements(1 << sizeLog2)
            let transform = PolynomialTransform(sizeLog2: sizeLog2, level: level)
            #expect(transform.evaluate(coefficients) == PlainTransform.fast(coefficients))
        }
    }

    @Test func oneChangedCoefficientChangesEveryValue() {
        var random = SeededGenerator(seed: 3)
        var coefficients = random.elements(64)
        let transform = PolynomialTransform(sizeLog2: 6)
        let before = transform.evaluate(coefficients)
        coefficients[17] += .one
        #expect(zip(before, transform.evaluate(coefficients)).allSatisfy { $0 != $1 })
    }

    @Test(arguments: VectorLevel.available)
    func productsOfKernelsAreProducts(level: VectorLevel) {
        let edges: [UInt64] = [
            0, 1, 2, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 0x1_0000_0001, 1 << 63,
            Goldilocks.modulus - 0xffff_ffff, Goldilocks.modulus - 2, Goldilocks.modulus - 1,
        ]
        var random = SeededGenerator(seed: 4)
        let words = edges + (0..<53).map { _ in Goldilocks(reducing: random.next()).value }
        for right in words {
            let factors = [UInt64](repeating: right, count: words.count)
            var products = [UInt64](repeating: 1, count: words.count)
            ckernels_multiply(level.code, &products, words, factors, words.count)
            let expected = words.map {
                (Goldilocks(reducing: $0) * Goldilocks(reducing: right)).value
            }
            #expect(products == expected)
        }
    }
}

@Suite struct LowDegreeExtensionTests {
    /// Every row of the extension is the interpolated polynomial at the documented point.
    @Test(arguments: VectorLevel.available)
    func extendsAsTheDefinitionSays(level: VectorLevel) {
        var random = SeededGenerator(seed: 5)
        for (heightLog2, blowupLog2, width) in [
            (0, 1, 3), (1, 0, 1), (2, 2, 9), (3, 1, 8), (4, 1, 1), (5, 1, 5), (6, 3, 11),
        ] {
            let trace = Matrix(width: width, elements: random.elements(width << heightLog2))
            let shift = random.element() + Goldilocks(5)
            let extended = LowDegreeExtension(
                heightLog2: heightLog2, blowupLog2: blowupLog2, shift: shift, level: level
            ).extend(trace, workers: .serial)
            let sizeLog2 = heightLog2 + blowupLog2
            for column in 0..<width {
                let values = (0..<trace.height).map { trace[$0, column] }
                let coefficients = PolynomialTransform(sizeLog2: heightLog2).interpolate(values)
                let expected = PlainTransform.values(
                    coefficients, shift: shift, sizeLog2: sizeLog2)
                for row in 0..<extended.height {
                    let natural = bitReversed(row, bitCount: sizeLog2)
                    #expect(extended[row, column] == expected[natural])
                }
            }
        }
    }

    /// More columns than fit into the strips of one piece of work, and a part of a vector.
    @Test(arguments: VectorLevel.available)
    func wideTablesAreExtendedColumnByColumn(level: VectorLevel) {
        var random = SeededGenerator(seed: 9)
        let (heightLog2, width) = (13, 521)
        let trace = Matrix(width: width, elements: random.elements(width << heightLog2))
        let extended = LowDegreeExtension(
            heightLog2: heightLog2, blowupLog2: 1, level: level
        ).extend(trace, workers: .serial)
        let transform = PolynomialTransform(sizeLog2: heightLog2)
        for column in [0, 7, 255, 256, 511, 512, 519, 520] {
            let coefficients = transform.interpolate((0..<trace.height).map { trace[$0, column] })
            let shifted = zip(coefficients, Goldilocks.generator.powers(trace.height)).map(*)
            let zeros = [Goldilocks](repeating: .zero, count: trace.height)
            let expected = PlainTransform.fast(shifted + zeros)
            let differing = (0..<extended.height).filter {
                extended[$0, column] != expected[bitReversed($0, bitCount: heightLog2 + 1)]
            }
            #expect(differing == [])
        }
    }

    /// Every word below the modulus is allowed: edges of the field at all places of butterflies.
    @Test(arguments: VectorLevel.available)
    func edgesOfTheFieldAreTransformedRight(level: VectorLevel) {
        let edges: [UInt64] = [
            0, 1, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, 1 << 48, 1 << 63,
            Goldilocks.modulus >> 1, Goldilocks.modulus - 0x1_0000_0000,
            Goldilocks.modulus - 0xffff_ffff, Goldilocks.modulus - 1,
        ]
        var random = SeededGenerator(seed: 10)
        for sizeLog2 in [2, 3, 6, 8] {
            for _ in 0..<32 {
                let coefficients = (0..<1 << sizeLog2).map { _ in
                    Goldilocks(reducing: edges[Int(random.next() >> 8) % edges.count])
                }
                let transform = PolynomialTransform(sizeLog2: sizeLog2, level: level)
                let values = transform.evaluate(coefficients)
                #expect(values == PlainTransform.fast(coefficients))
                #expect(transform.interpolate(values) == coefficients)
            }
        }
    }

    @Test func threadsDoNotChangeTheResult() {
        var random = SeededGenerator(seed: 6)
        let trace = Matrix(width: 13, elements: random.elements(13 << 9))
        let domain = LowDegreeExtension(heightLog2: 9, blowupLog2: 1)
        let serial = domain.extend(trace, workers: .serial)
        #expect(domain.extend(trace, workers: Workers(count: 5)) == serial)
        var changed = trace
        changed[100, 12] += .one
        #expect(domain.extend(changed, workers: .serial) != serial)
    }

    /// Widths below, at and above the vectors, heights below and above a run.
    @Test(arguments: [0, 2, 11])
    func evaluatesColumnsAtAPoint(heightLog2: Int) {
        var random = SeededGenerator(seed: 7)
        let traces = [3, 8, 21].map { width in
            Matrix(width: width, elements: random.elements(width << heightLog2))
        }
        let extension2 = LowDegreeExtension(heightLog2: heightLog2, blowupLog2: 1)
        let extended = traces.map { extension2.extend($0, workers: .serial) }
        let point = random.cubic()
        let evaluation = BarycentricEvaluation(
            sizeLog2: heightLog2, shift: .generator, point: point)
        let values = evaluation.evaluate(
            extended.map { ColumnSelection(of: $0) }, workers: Workers(count: 2))
        let selected = evaluation.evaluate(
            [[1], [0, 7], [2, 3, 5, 7, 11, 13, 17, 19, 20]].enumerated().map {
                ColumnSelection(of: extended[$0], columns: $1)
            }, workers: .serial)
        #expect(selected[0] == [values[0][1]] && selected[1] == [values[1][0], values[1][7]])
        #expect(selected[2] == [2, 3, 5, 7, 11, 13, 17, 19, 20].map { values[2][$0] })
        let transform = PolynomialTransform(sizeLog2: heightLog2)
        for (trace, values) in zip(traces, values) {
            #expect(values.count == trace.width)
            for column in 0..<trace.width {
                let coefficients = transform.interpolate(
                    (0..<trace.height).map { trace[$0, column] })
                let expected = PlainTransform.evaluate(coefficients, at: point) {
                    CubicExtension($0)
                }
                #expect(values[column] == expected)
            }
        }
    }

    @Test func tablesHoldTheRootsOfUnity() {
        for orderLog2 in 0...Goldilocks.twoAdicity {
            let root = Goldilocks.rootOfUnity(orderLog2: orderLog2)
            #expect(RootsOfUnity.root(orderLog2: orderLog2) == root)
            #expect(RootsOfUnity.inverse(orderLog2: orderLog2) * root == .one)
        }
    }

    @Test func runsOfPointsAreThoseOfTheCoset() {
        let (sizeLog2, shift) = (5, Goldilocks(9))
        let root = Goldilocks.rootOfUnity(orderLog2: sizeLog2)
        let expected = (0..<32).map {
            shift * root.power(UInt64(bitReversed($0, bitCount: sizeLog2)))
        }
        for runLog2 in [0, 2, 7] {
            let points = CosetPoints(sizeLog2: sizeLog2, shift: shift, runLog2: runLog2)
            let length = min(1 << runLog2, 32)
            let runs = stride(from: 0, to: 32, by: length).flatMap {
                points.run($0..<$0 + length)
            }
            #expect(runs == expected)
            let pairs = CosetPoints(inversesOfPairsIn: sizeLog2 + 1, runLog2: runLog2)
            for place in 0..<32 {
                let run = place / length * length
                let point = Goldilocks.rootOfUnity(orderLog2: sizeLog2 + 1)
                    .power(UInt64(bitReversed(2 * place, bitCount: sizeLog2 + 1)))
                #expect(pairs.run(run..<run + length)[place - run] * point == .one)
            }
        }
    }

    @Test func cubicSumsAreSumsOfProducts() {
        var random = SeededGenerator(seed: 8)
        var sum = CubicSum()
        var plain = CubicExtension.zero
        let largest = CubicExtension(-.one, -.one, -.one)
        for index in 0..<200 {
            let factor = index < 100 ? largest : random.cubic()
            let element = index < 100 ? -Goldilocks.one : random.element()
            sum.add(factor, times: element)
            plain += factor.scaled(by: element)
        }
        #expect(sum.reduced == plain)
    }

    @Test func reversalOfBits() {
        #expect(bitReversed(0b0011, bitCount: 4) == 0b1100)
        #expect(bitReversed(5, bitCount: 0) == 0)
        #expect(exactLog2(1) == 0 && exactLog2(64) == 6)
        #expect(exactLog2(0) == nil && exactLog2(-8) == nil && exactLog2(12) == nil)
    }
}
