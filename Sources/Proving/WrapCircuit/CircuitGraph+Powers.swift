import BN254
import Fields
import R1CS

/// Sums whose terms have successive powers of a challenge as weights, and these powers.
///
/// A power c^(16 j + i) is the product of two that are reduced, of c^(16 j) and c^i, so that of n
/// powers n / 16 + 16 are reduced; and a sum is one over j of c^(16 j) times one over i.
extension CircuitGraph {
    private static let stride = 16

    /// A power: one below 16, or a multiple of 16, is reduced whenever it is a factor.
    func power(_ base: Triple, _ exponent: Int) -> CubicSignal {
        if exponent == 3 {
            // As x^7 below needs no x^2, which would be reduced.
            let x = reducedPower(base, 1)
            return builder.unreducedProduct(builder.unreducedProduct(x, x), x)
        }
        let (high, low) = (exponent / Self.stride, exponent % Self.stride)
        let factors: (Int, Int)
        if exponent == 6 || exponent & (exponent - 1) == 0 {
            factors = (exponent / 2, exponent / 2)
        } else if high == 0 {
            factors = (exponent - 1, 1)
        } else {
            factors = low > 0 ? (high * Self.stride, low) : (exponent - Self.stride, Self.stride)
        }
        return builder.unreducedProduct(
            reducedPower(base, factors.0), reducedPower(base, factors.1))
    }

    /// The sum of the elements of a row with their weights, of at most 140 bits: products of two
    /// reduced powers as they are.
    func weightedSum(_ number: Int, increase: Int) -> CubicSignal {
        let row = weightedRows[number]
        let weights = row.terms.map { term -> CubicSignal in
            let exponent = term.exponent + increase
            if exponent == 0 { return CubicSignal(constant: .one) }
            return signal(powerTriple(row.base, exponent), bitCount: 140)
        }
        func sum(_ weights: [GoldilocksSignal]) -> GoldilocksSignal {
            zip(weights, row.terms).reduce(GoldilocksSignal(constant: .zero)) { sum, term in
                let product = builder.multiply(term.0, term.1.element)
                return builder.add(sum, product)
            }
        }
        return CubicSignal(
            sum(weights.map(\.c0)), sum(weights.map(\.c1)), sum(weights.map(\.c2)))
    }

    /// A power whose coefficients are below 2^64.
    private func reducedPower(_ base: Triple, _ exponent: Int) -> CubicSignal {
        signal(powerTriple(base, exponent), bitCount: 64)
    }

    private func powerTriple(_ base: Triple, _ exponent: Int) -> Triple {
        exponent == 1 ? base : cubic(.power(base, exponent)).triple
    }

    /// The terms of a sum of sums.
    func terms(of expression: CubicExpression) -> [Triple] {
        var (terms, rest): ([Triple], [Triple]) = ([], [])
        guard case .sum(let left, let right) = expression else { return [] }
        rest = [right, left]
        while let next = rest.popLast() {
            if case .sum(let left, let right) = self.expression(next) {
                rest += [right, left]
            } else {
                terms.append(next)
            }
        }
        return terms
    }

    /// A term c^k x of a sum, k at least 16.
    private func weighted(_ term: Triple) -> (base: Triple, exponent: Int, value: Triple)? {
        guard case .product(let left, let right) = expression(term) else { return nil }
        for (factor, value) in [(left, right), (right, left)] {
            let (base, exponent) = power(factor)
            if exponent >= Self.stride { return (base, exponent, value) }
        }
        return nil
    }

    /// Terms that have the same multiple of 16 in the exponents of their powers.
    private struct Group {
        let power: Triple
        var parts: [Triple]
    }

    /// The sum of terms, those with high powers of one value by the multiples of 16 below these.
    func sum(_ terms: [Triple]) -> CubicSignal {
        var groups: [Group] = []
        var parts: [Triple] = []
        for term in terms {
            guard let (base, exponent, value) = weighted(term) else {
                parts.append(term)
                continue
            }
            let low = exponent % Self.stride
            let power = powerTriple(base, exponent - low)
            var part = value
            if low > 0 { part = cubic(.product(powerTriple(base, low), value)).triple }
            if let known = groups.firstIndex(where: { $0.power == power }) {
                groups[known].parts.append(part)
            } else {
                groups.append(Group(power: power, parts: [part]))
            }
        }
        for group in groups {
            parts.append(cubic(.product(group.power, plainSum(group.parts))).triple)
        }
        return signal(plainSum(parts))
    }

    /// The sum coefficient by coefficient.
    private func plainSum(_ parts: [Triple]) -> Triple {
        Triple(
            c0: plainSum(parts.map(\.c0)), c1: plainSum(parts.map(\.c1)),
            c2: plainSum(parts.map(\.c2)))
    }

    private func plainSum(_ operands: [Operand]) -> Operand {
        var sum = CircuitElement(constant: .zero)
        for operand in operands { sum = sum + element(operand) }
        return sum.operand
    }

    private func element(_ operand: Operand) -> CircuitElement {
        switch operand {
        case .constant(let value): CircuitElement(constant: Goldilocks(reducing: value))
        case .node(let number): CircuitElement(self, number)
        }
    }
}
