package import BN254
public import Fields

/// An element of Goldilocks inside a circuit: any non-negative integer of its residue class, with a
/// bound.
///
/// Sums and products are those of integers. Only when a bound nears r is an integer reduced modulo
/// p = 2^64 - 2^32 + 1, so that an inner product pays one reduction.
public struct GoldilocksSignal: Sendable {
    /// The integer, below r.
    public let signal: Signal
    /// The largest integer that it can be.
    package let maximum: Integer256

    /// A signal that the caller knows to be an integer of at most `maximum`.
    package init(signal: Signal, maximum: Integer256) {
        self.signal = signal
        self.maximum = maximum
    }

    /// A constant.
    public init(constant: Goldilocks) {
        signal = Signal(constant: Fr(constant.value))
        maximum = Integer256(constant.value)
    }

    /// The element of the integer of this run.
    public var value: Goldilocks {
        let words = signal.value.canonical.words
        let low = Goldilocks(reducing: words[1], words[0])
        let high = Goldilocks(reducing: words[3], words[2])
        // 2^128 = -2^32 modulo p.
        return low - high * Goldilocks(reducing: 1 << 32)
    }

    /// Integers stay below 2^252, so that no sum of two passes r.
    static let limit = Integer256(0, 0, 0, 1 << 60)
    /// p.
    static let modulus = Integer256(Goldilocks.modulus)
}

extension CircuitBuilder {
    /// A variable in [0, 2^64).
    public mutating func goldilocks(_ value: Goldilocks) -> GoldilocksSignal {
        let signal = hint(Fr(value.value))
        requireRange(signal, bitCount: 64)
        return GoldilocksSignal(signal: signal, maximum: Integer256(.max))
    }

    /// The sum.
    public mutating func add(
        _ left: GoldilocksSignal, _ right: GoldilocksSignal
    ) -> GoldilocksSignal {
        let (a, b) = reducedForSum(left, right)
        return GoldilocksSignal(
            signal: a.signal + b.signal,
            maximum: a.maximum.addingReportingCarry(b.maximum).sum)
    }

    /// The difference: left + k p - right, where k p is at least every value of right.
    public mutating func subtract(
        _ left: GoldilocksSignal, _ right: GoldilocksSignal
    ) -> GoldilocksSignal {
        let small = right.maximum.bitWidth > 240 ? reduce(right) : right
        let multiple = small.maximum.nextMultiple(of: Goldilocks.modulus)
        let negated = GoldilocksSignal(
            signal: Signal(constant: Fr(reducing: multiple)) - small.signal, maximum: multiple)
        return add(left, negated)
    }

    /// The product: one constraint, and a reduction for a factor that is too large.
    public mutating func multiply(
        _ left: GoldilocksSignal, _ right: GoldilocksSignal
    ) -> GoldilocksSignal {
        var (a, b) = (left, right)
        while a.maximum.bitWidth + b.maximum.bitWidth > 252 {
            if a.maximum >= b.maximum { a = reduce(a) } else { b = reduce(b) }
        }
        return GoldilocksSignal(
            signal: variable(a.signal * b.signal),
            maximum: a.maximum.multipliedUnchecked(by: b.maximum))
    }

    /// The sum of products with one reduction at most for each 2^100 of them.
    public mutating func innerProduct(
        _ left: [GoldilocksSignal], _ right: [GoldilocksSignal]
    ) -> GoldilocksSignal {
        precondition(left.count == right.count)
        var sum = GoldilocksSignal(constant: .zero)
        for (a, b) in zip(left, right) {
            let product = multiply(a, b)
            sum = add(sum, product)
        }
        return sum
    }

    /// The same element as an integer below 2^64: x = q p + r.
    public mutating func reduce(_ x: GoldilocksSignal) -> GoldilocksSignal {
        if x.maximum.bitWidth <= 64 { return x }
        return gadget("reduction") { builder in
            let remainder = builder.hint(Fr(x.value.value))
            builder.requireRange(remainder, bitCount: 64)
            builder.requireMultiple(
                GoldilocksSignal(signal: x.signal - remainder, maximum: x.maximum))
            return GoldilocksSignal(signal: remainder, maximum: Integer256(.max))
        }
    }

    /// The same element as its canonical integer, in [0, p).
    public mutating func canonical(_ x: GoldilocksSignal) -> GoldilocksSignal {
        canonicalBits(x).integer
    }

    /// The canonical integer of an element and its 64 bits, least significant first.
    public mutating func canonicalBits(
        _ x: GoldilocksSignal
    ) -> (integer: GoldilocksSignal, bits: [Bit]) {
        gadget("canonical") { builder in
            let result = builder.canonicalBits(x.value)
            builder.requireMultiple(
                builder.subtract(
                    x, GoldilocksSignal(signal: result.integer.signal, maximum: Integer256(.max))))
            return result
        }
    }

    /// A variable that is the canonical integer of some element, with its bits.
    mutating func canonicalBits(
        _ value: Goldilocks
    ) -> (integer: GoldilocksSignal, bits: [Bit]) {
        let integer = hint(Fr(value.value))
        let bits = bits(integer, count: 64)
        requireCanonical(bits)
        return (
            GoldilocksSignal(signal: integer, maximum: Integer256(Goldilocks.modulus - 1)), bits
        )
    }

    /// The sum of elements times constants: no constraint.
    ///
    /// A constant c above p / 2 is p - c with a negative sign, and a multiple of p keeps the
    /// integer from being negative. The bounds of terms and sum must allow it.
    package mutating func weightedSum(
        _ terms: [(weight: Goldilocks, element: GoldilocksSignal)]
    ) -> GoldilocksSignal {
        var (sum, most, least) = (Signal.zero, Integer256(0), Integer256(0))
        for (weight, element) in terms where weight != .zero {
            let isNegative = weight.value > Goldilocks.modulus / 2
            let size = isNegative ? Goldilocks.modulus - weight.value : weight.value
            precondition(element.maximum.bitWidth <= 180)
            let bound = element.maximum.multipliedUnchecked(by: Integer256(size))
            if isNegative {
                sum = sum - Fr(size) * element.signal
                least = least.addingReportingCarry(bound).sum
            } else {
                sum += Fr(size) * element.signal
                most = most.addingReportingCarry(bound).sum
            }
        }
        let multiple = least.nextMultiple(of: Goldilocks.modulus)
        let maximum = most.addingReportingCarry(multiple).sum
        precondition(maximum < GoldilocksSignal.limit)
        return GoldilocksSignal(
            signal: sum + Fr(reducing: multiple), maximum: maximum)
    }

    /// Requires that two integers are the same element.
    public mutating func requireEqual(_ left: GoldilocksSignal, _ right: GoldilocksSignal) {
        gadget("equality") { builder in
            builder.requireMultiple(builder.subtract(left, right))
        }
    }

    /// A 64-bit integer is below p = 2^64 - 2^32 + 1 unless its high half is 2^32 - 1 and its low
    /// half is not zero.
    ///
    /// `isTop` need only be one where the high half is 2^32 - 1. Where it is not, a prover who says
    /// one has to have a low half of zero, and such an integer is below p as well. So this is
    /// `isZero` without its second constraint.
    private mutating func requireCanonical(_ bits: [Bit]) {
        var (low, high) = (Signal.zero, Signal.zero)
        for index in 0..<32 {
            low += Fr(1 << UInt64(index)) * bits[index].signal
            high += Fr(1 << UInt64(index)) * bits[32 + index].signal
        }
        let distance = high - Fr(0xffff_ffff)
        let inverse = hint(distance.value.inverseOrZero)
        let isTop = hint(distance.value == .zero ? .one : .zero)
        // distance inverse = 1 - isTop: distance = 0 gives isTop = 1.
        require(distance * inverse == .one - isTop)
        // isTop low = 0
        require(isTop * low == .zero)
    }

    /// Requires x = q p for an integer q: both sides are below r, so the equation modulo r is one
    /// of integers.
    ///
    /// x may be the difference of a bounded integer and one of 64 bits. Then it is above -2^64,
    /// and x + r = q p is impossible, because q p < 2^253.
    private mutating func requireMultiple(_ x: GoldilocksSignal) {
        let quotientBits = max(1, x.maximum.bitWidth - 63)
        precondition(quotientBits + 64 <= 253)
        let quotient = hint(Fr(reducing: x.signal.value.canonical.divided(by: Goldilocks.modulus)))
        requireRange(quotient, bitCount: quotientBits)
        // q p = x
        require(Fr(Goldilocks.modulus) * quotient == x.signal)
    }

    private mutating func reducedForSum(
        _ left: GoldilocksSignal, _ right: GoldilocksSignal
    ) -> (GoldilocksSignal, GoldilocksSignal) {
        var (a, b) = (left, right)
        while a.maximum.addingReportingCarry(b.maximum).sum >= GoldilocksSignal.limit {
            if a.maximum >= b.maximum { a = reduce(a) } else { b = reduce(b) }
        }
        return (a, b)
    }
}

extension Integer256 {
    /// The product of integers whose bit widths add up to at most 256.
    func multipliedUnchecked(by other: Integer256) -> Integer256 {
        var product = Integer256(0)
        for i in 0..<4 {
            var carry: UInt64 = 0
            for j in 0..<4 - i {
                let (high, low) = words[i].multipliedFullWidth(by: other.words[j])
                let (first, over1) = low.addingReportingOverflow(product.words[i + j])
                let (second, over2) = first.addingReportingOverflow(carry)
                product.words[i + j] = second
                carry = high &+ (over1 ? 1 : 0) &+ (over2 ? 1 : 0)
            }
        }
        return product
    }

    /// The quotient of a division, rounded down.
    func divided(by divisor: UInt64) -> Integer256 {
        dividedReportingRemainder(by: divisor).quotient
    }

    /// The smallest multiple of a divisor that is at least the integer.
    func nextMultiple(of divisor: UInt64) -> Integer256 {
        let rest = dividedReportingRemainder(by: divisor).remainder
        return rest == 0 ? self : addingReportingCarry(Integer256(divisor - rest)).sum
    }
}
