public import BN254
public import Fields

/// Elements of Goldilocks as scalars of BN254, and scalars as elements.
public enum ScalarPacking {
    /// Elements in one scalar.
    public static let elementCount = 3

    /// Up to three elements as one scalar: e0 + 2^64 e1 + 2^128 e2, of their canonical integers.
    public static func pack(_ elements: ArraySlice<Goldilocks>) -> Fr {
        precondition(elements.count <= elementCount)
        var integer = Integer256(0)
        for (index, element) in elements.enumerated() { integer.words[index] = element.value }
        // Below 2^192, so that nothing is reduced.
        return Fr(reducing: integer)
    }

    /// A list of elements, three to a scalar, the last one with what is left.
    public static func pack(_ elements: [Goldilocks]) -> [Fr] {
        stride(from: 0, to: elements.count, by: elementCount).map { start in
            pack(elements[start..<min(start + elementCount, elements.count)])
        }
    }

    /// The lowest three digits of the canonical integer to the base p, the order of Goldilocks.
    ///
    /// x = c0 + c1 p + c2 p^2 + c3 p^3 for a c3 below r / p^3. Of a uniform scalar no set of
    /// triples has more than 1 + 2^-61 times the probability that it has among uniform triples,
    /// because r / p^3 exceeds 2^61.
    public static func digits(of scalar: Fr) -> (Goldilocks, Goldilocks, Goldilocks) {
        var rest = scalar.canonical
        func next() -> Goldilocks {
            let (quotient, digit) = rest.dividedReportingRemainder(by: Goldilocks.modulus)
            rest = quotient
            return Goldilocks(reducing: digit)
        }
        let first = next()
        let second = next()
        return (first, second, next())
    }
}
