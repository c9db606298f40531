import BN254
import Fields
import R1CS

/// Constants that the bits of a place choose: powers of roots of unity.
extension CircuitGraph {
    /// The product of the roots of those bits of a range that are one: an integer below p.
    struct Choice: Hashable {
        /// The number of the place.
        let place: Int
        /// Bits of the place, all of one group.
        let range: Range<Int>
        /// A root for each bit.
        let roots: [Goldilocks]
    }

    /// A product of bits of a place.
    struct Monomial: Hashable {
        let place: Int
        /// Its lowest bit.
        let start: Int
        /// Its bits from that one on.
        let mask: Int
    }

    /// The product of the roots of the bits of a place that are one, from one of them on: a choice
    /// for each group.
    func choices(
        _ place: CircuitPlace, from first: Int, _ root: (Int) -> Goldilocks
    ) -> [Choice] {
        var choices: [Choice] = []
        var start = first
        while start < place.bits.count {
            let group = group(of: place.offset + start, place.number)
            let end = min(place.bits.count, group.upperBound - place.offset)
            choices.append(
                Choice(
                    place: place.number, range: place.offset + start..<place.offset + end,
                    roots: (start..<end).map { root($0) }))
            start = end
        }
        return choices
    }

    /// The bits that share their products with a bit: the upper ones of a place, then six by six.
    private func group(of bit: Int, _ place: Int) -> Range<Int> {
        let count = places[place].count
        let top = max(0, count - topGroupSize)
        if bit >= top { return top..<count }
        let upper = top - 6 * ((top - 1 - bit) / 6)
        return max(0, upper - 6)..<upper
    }

    /// The constant that bits choose: a sum over products of the bits, which all choices share.
    func signal(_ choice: Choice) -> GoldilocksSignal {
        let count = 1 << choice.range.count
        // Values by the bits, then coefficients of the products of bits (Möbius inversion).
        var values = [Goldilocks.one]
        for root in choice.roots { values += values.map { $0 * root } }
        var coefficients = values.map { Fr($0.value) }
        for bit in 0..<choice.range.count {
            for mask in 0..<count where mask >> bit & 1 == 1 {
                coefficients[mask] = coefficients[mask] - coefficients[mask ^ 1 << bit]
            }
        }
        return GoldilocksSignal(
            signal: sum(coefficients, 0..<count, choice),
            maximum: Integer256(Goldilocks.modulus - 1))
    }

    /// The sum over some masks, in halves, so that no long sum is copied for each term.
    private func sum(_ coefficients: [Fr], _ masks: Range<Int>, _ choice: Choice) -> Signal {
        if masks.count == 1 {
            let mask = masks.lowerBound
            if coefficients[mask] == .zero { return .zero }
            return coefficients[mask] * monomial(choice.place, choice.range.lowerBound, mask)
        }
        let middle = masks.lowerBound + masks.count / 2
        return sum(coefficients, masks.lowerBound..<middle, choice)
            + sum(coefficients, middle..<masks.upperBound, choice)
    }

    /// The product of the bits of a mask, from one of a place on.
    private func monomial(_ place: Int, _ first: Int, _ mask: Int) -> Signal {
        if mask == 0 { return .one }
        let low = mask.trailingZeroBitCount
        let key = Monomial(place: place, start: first + low, mask: mask >> low)
        let top = Int.bitWidth - 1 - key.mask.leadingZeroBitCount
        let bit = places[place][key.start + top].signal
        if top == 0 { return bit }
        if let known = monomials[key] { return known }
        let rest = monomial(place, key.start, key.mask ^ 1 << top)
        let product = gadget("bits of places") { builder.variable(rest * bit) }
        monomials[key] = product
        return product
    }

    /// A power of an element, below 2^64: another choice if the element is one, else a product with
    /// the power before it.
    func power(
        _ element: CircuitElement, _ exponent: Int, after power: CircuitElement
    ) -> CircuitElement {
        if case .node(let number) = element.operand, nodes[number].choices.count == 1 {
            let choice = nodes[number].choices[0]
            return product([
                Choice(
                    place: choice.place, range: choice.range,
                    roots: choice.roots.map { $0.power(UInt64(exponent)) })
            ])
        }
        let product = power * element
        _ = signal(product.operand, bitCount: 64)
        return product
    }

    /// Whether powers of an element are choices, without a constraint.
    func isChoice(_ element: CircuitElement) -> Bool {
        guard case .node(let number) = element.operand else { return false }
        return nodes[number].choices.count == 1
    }
}
