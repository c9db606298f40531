import BN254
import Fields

extension CircuitBuilder {
    /// Up to three integers below 2^64 as one scalar: x0 + 2^64 x1 + 2^128 x2; no constraint.
    ///
    /// Larger integers are reduced first. Two lists of elements pack to one scalar only if their
    /// integers are the same, so elements that are hashed are packed in canonical form.
    public mutating func pack(_ elements: [GoldilocksSignal]) -> Signal {
        precondition(elements.count <= 3)
        var packed = Signal.zero
        for (index, element) in elements.enumerated() {
            var weight = Integer256(0)
            weight.words[index] = 1
            packed += Fr(reducing: weight) * reduce(element).signal
        }
        return packed
    }

    /// Integers that are known to be below 2^64 as scalars, three to each; no constraint.
    package func packed(_ integers: [GoldilocksSignal]) -> [Signal] {
        stride(from: 0, to: integers.count, by: 3).map { start in
            var packed = Signal.zero
            for index in start..<min(start + 3, integers.count) {
                precondition(integers[index].maximum.bitWidth <= 64)
                var weight = Integer256(0)
                weight.words[index - start] = 1
                packed += Fr(reducing: weight) * integers[index].signal
            }
            return packed
        }
    }

    /// The lowest three digits of a scalar to the base p, with their bits, least significant first.
    ///
    /// x = c0 + c1 p + c2 p^2 + c3 p^3 with c0, c1, c2 below p and c3 below the quotient of r by
    /// p^3: then the right side is below r, so that it is the canonical integer and the digits are
    /// unique. The scalars above the greatest multiple of p^3 below r are left out; a uniform
    /// scalar is one of them with a probability below 2^-61.
    public mutating func digits(
        of x: Signal
    ) -> [(integer: GoldilocksSignal, bits: [Bit])] {
        gadget("digits") { builder in
            let p = Fr(Goldilocks.modulus)
            var (rest, sum, weight) = (x.value.canonical, Signal.zero, Fr.one)
            let digits = (0..<3).map { _ in
                let (quotient, digit) = rest.dividedReportingRemainder(by: Goldilocks.modulus)
                rest = quotient
                let result = builder.canonicalBits(Goldilocks(reducing: digit))
                sum += weight * result.integer.signal
                weight *= p
                return result
            }
            let top = builder.hint(Fr(reducing: rest))
            var bound = Fr.modulus
            for _ in 0..<3 { bound = bound.divided(by: Goldilocks.modulus) }
            builder.requireBelow(top, bound)
            // x = c0 + c1 p + c2 p^2 + c3 p^3
            builder.require(x == sum + weight * top)
            return digits
        }
    }

    /// Requires that a signal is below a bound of at most 253 bits: both it and its distance to the
    /// greatest such integer are of the bound's length.
    private mutating func requireBelow(_ x: Signal, _ bound: Integer256) {
        let greatest = bound.subtractingReportingBorrow(Integer256(1)).difference
        requireRange(x, bitCount: bound.bitWidth)
        requireRange(Signal(constant: Fr(reducing: greatest)) - x, bitCount: bound.bitWidth)
    }
}
