import BN254
import FRI
import Fields
import Polynomials
import R1CS

/// Points, folds and the final polynomial in the forms that cost the fewest reductions.
extension CircuitVerifierBuilder {
    func rootPower(
        orderLog2: Int, at place: CircuitPlace
    ) -> (power: CircuitElement, inverse: CircuitElement) {
        let low = CircuitPlace(
            graph: graph, number: place.number, offset: place.offset,
            bits: Array(place.bits.prefix(orderLog2)))
        // Bit k of the place has the root of order 2^(k + 1).
        return (
            graph.product(
                graph.choices(low, from: 0) { RootsOfUnity.root(orderLog2: $0 + 1) }),
            graph.product(
                graph.choices(low, from: 0) { RootsOfUnity.inverse(orderLog2: $0 + 1) })
        )
    }

    /// The point of each size by the bits of the place: none follows from another.
    ///
    /// The bits of the smallest size are one group, if that is not too large: then the point of
    /// that size and its powers, at which the final polynomial is evaluated, cost nothing more.
    func points(
        sizesLog2: ClosedRange<Int>, at place: CircuitPlace
    ) -> [(power: CircuitElement, inverse: CircuitElement)] {
        graph.topGroupSize = sizesLog2.lowerBound <= 10 ? max(6, sizesLog2.lowerBound) : 6
        return sizesLog2.map { size in
            rootPower(
                orderLog2: size, at: place.droppingLowBits(sizesLog2.upperBound - size))
        }
    }
}

extension CircuitVerifierBuilder {
    /// The sum of c^k y^-k F_k / m over k below m, c the challenge, y the point of the row and F_k
    /// the sum of w^-jk v_j over its values v_j, w^j the point of the j-th over y.
    ///
    /// Roots of unity of order 8 are powers of 2 up to signs, so the F_k are short, and the sum
    /// needs no reduction but those of the powers of y^-1.
    func fold(
        _ values: [CircuitCubic], by folding: Folding, challenge: CircuitCubic,
        at place: CircuitPlace, inverse: CircuitElement
    ) -> CircuitCubic {
        graph.gadget("fold") { folded(values, folding, challenge, place) }
    }

    private func folded(
        _ values: [CircuitCubic], _ folding: Folding, _ challenge: CircuitCubic,
        _ place: CircuitPlace
    ) -> CircuitCubic {
        let (count, bitCount) = (values.count, folding.factorLog2)
        let root = RootsOfUnity.inverse(orderLog2: bitCount)
        let points = (0..<count).map { root.power(UInt64(bitReversed($0, bitCount: bitCount))) }
        let rowInverse = graph.product(
            graph.choices(place, from: bitCount) { RootsOfUnity.inverse(orderLog2: $0 + 1) })
        let signals = values.map { graph.signal($0.triple, bitCount: 64) }
        var (sum, power) = (CircuitCubic(constant: .zero), CircuitElement(constant: .one))
        // Weights are powers of the challenge over the number of values.
        let scale = Goldilocks(UInt32(count)).inverseOrZero
        var weight = CircuitCubic(constant: CubicExtension(scale))
        for exponent in 0..<count {
            let weights = points.map { $0.power(UInt64(exponent)) }
            let terms = [\CubicSignal.c0, \.c1, \.c2].map { coefficient in
                graph.element(
                    graph.builder.weightedSum(
                        zip(weights, signals).map { ($0, $1[keyPath: coefficient]) }))
            }
            if exponent > 0 {
                power = graph.power(rowInverse, exponent, after: power)
                weight = reduced(weight * challenge)
            }
            let term = CircuitCubic(terms[0], terms[1], terms[2]).scaled(by: power)
            sum = sum + weight * term
        }
        return evaluated(sum)
    }

    /// The sum over j of x^jb times the sum of c_(jb + i) x^i over i below b, b about the root of
    /// the number of coefficients: b and the number of sums are the powers that are reduced.
    func value(of polynomial: [CircuitCubic], at point: CircuitElement) -> CircuitCubic {
        graph.gadget("final polynomial") { evaluated(polynomial, at: point) }
    }

    private func evaluated(
        _ polynomial: [CircuitCubic], at point: CircuitElement
    ) -> CircuitCubic {
        if graph.isChoice(point) {
            let powers = powers(of: point, count: polynomial.count)
            return evaluated(
                zip(polynomial, powers).reduce(CircuitCubic(constant: .zero)) {
                    $0 + $1.0.scaled(by: $1.1)
                })
        }
        var size = 1
        while size * size < polynomial.count { size *= 2 }
        let powers = powers(of: point, count: size)
        let giants =
            powers.isEmpty
            ? []
            : self.powers(
                of: reduced(powers[size - 1] * point), count: (polynomial.count + size - 1) / size)
        var sum = CircuitCubic(constant: .zero)
        for (place, giant) in giants.enumerated() {
            let part = polynomial[place * size..<min((place + 1) * size, polynomial.count)]
            let inner = zip(part, powers).reduce(CircuitCubic(constant: .zero)) {
                $0 + $1.0.scaled(by: $1.1)
            }
            sum = sum + inner.scaled(by: giant)
        }
        return evaluated(sum)
    }

    /// The powers with exponents below a count, each below 2^64.
    private func powers(of base: CircuitElement, count: Int) -> [CircuitElement] {
        var powers = [CircuitElement(constant: .one)]
        while powers.count < count {
            powers.append(graph.power(base, powers.count, after: powers[powers.count - 1]))
        }
        return powers
    }

    /// The value with its constraints here, and not where it is needed first.
    private func evaluated(_ cubic: CircuitCubic) -> CircuitCubic {
        _ = graph.signal(cubic.triple)
        return cubic
    }

    /// The same element, whose integer is below 2^64.
    private func reduced(_ element: CircuitElement) -> CircuitElement {
        _ = graph.signal(element.operand, bitCount: 64)
        return element
    }

    private func reduced(_ cubic: CircuitCubic) -> CircuitCubic {
        _ = graph.signal(cubic.triple, bitCount: 64)
        return cubic
    }
}
