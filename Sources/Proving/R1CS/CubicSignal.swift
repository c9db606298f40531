import BN254
public import Fields

/// An element c0 + c1 x + c2 x^2 of the cubic extension of Goldilocks inside a circuit, x^3 = 2.
public struct CubicSignal: Sendable {
    public let c0: GoldilocksSignal
    public let c1: GoldilocksSignal
    public let c2: GoldilocksSignal

    public init(_ c0: GoldilocksSignal, _ c1: GoldilocksSignal, _ c2: GoldilocksSignal) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
    }

    /// A constant.
    public init(constant: CubicExtension) {
        self.init(
            GoldilocksSignal(constant: constant.c0), GoldilocksSignal(constant: constant.c1),
            GoldilocksSignal(constant: constant.c2))
    }

    /// The element of this run.
    public var value: CubicExtension { CubicExtension(c0.value, c1.value, c2.value) }
}

extension CircuitBuilder {
    /// Three variables in [0, 2^64).
    public mutating func cubic(_ value: CubicExtension) -> CubicSignal {
        CubicSignal(goldilocks(value.c0), goldilocks(value.c1), goldilocks(value.c2))
    }

    /// The sum.
    public mutating func add(_ left: CubicSignal, _ right: CubicSignal) -> CubicSignal {
        CubicSignal(add(left.c0, right.c0), add(left.c1, right.c1), add(left.c2, right.c2))
    }

    /// The difference.
    public mutating func subtract(_ left: CubicSignal, _ right: CubicSignal) -> CubicSignal {
        CubicSignal(
            subtract(left.c0, right.c0), subtract(left.c1, right.c1), subtract(left.c2, right.c2))
    }

    /// The product with an element of the base field: three constraints.
    public mutating func scale(_ value: CubicSignal, by factor: GoldilocksSignal) -> CubicSignal {
        CubicSignal(
            multiply(value.c0, factor), multiply(value.c1, factor), multiply(value.c2, factor))
    }

    /// The product: six constraints (Karatsuba over the integers, where no difference is negative).
    public mutating func multiply(_ left: CubicSignal, _ right: CubicSignal) -> CubicSignal {
        let a = reducedForProduct(left)
        let b = reducedForProduct(right)
        return unreducedProduct(a, b)
    }

    /// The product of elements whose bounds allow it: the widths of any two coefficients have a sum
    /// of at most 248 bits.
    package mutating func unreducedProduct(_ a: CubicSignal, _ b: CubicSignal) -> CubicSignal {
        gadget("cubic product") { builder in
            let d0 = builder.multiply(a.c0, b.c0)
            let d1 = builder.multiply(a.c1, b.c1)
            let d2 = builder.multiply(a.c2, b.c2)
            let d01 = builder.cross(a.c0, a.c1, b.c0, b.c1, less: d0, d1)
            let d02 = builder.cross(a.c0, a.c2, b.c0, b.c2, less: d0, d2)
            let d12 = builder.cross(a.c1, a.c2, b.c1, b.c2, less: d1, d2)
            // (d0 + 2 d12) + (d01 + 2 d2) x + (d02 + d1) x^2
            return CubicSignal(
                builder.add(d0, builder.add(d12, d12)),
                builder.add(d01, builder.add(d2, d2)), builder.add(d02, d1))
        }
    }

    /// The inverse of an element, which is thereby required to differ from zero.
    public mutating func inverse(_ x: CubicSignal) -> CubicSignal {
        let inverse = cubic(x.value.inverseOrZero)
        // x inverse = 1
        requireEqual(multiply(x, inverse), CubicSignal(constant: .one))
        return inverse
    }

    /// The quotient of an element by a divisor that is not zero: q with q divisor = x.
    ///
    /// For a divisor of zero every quotient of zero would be accepted: callers know that it is
    /// none.
    package mutating func quotient(_ x: CubicSignal, by divisor: CubicSignal) -> CubicSignal {
        gadget("quotient") { builder in
            let quotient = builder.cubic(x.value * divisor.value.inverseOrZero)
            // q divisor = x
            builder.requireEqual(builder.unreducedProduct(quotient, divisor), x)
            return quotient
        }
    }

    /// Requires that two signals are the same element.
    public mutating func requireEqual(_ left: CubicSignal, _ right: CubicSignal) {
        requireEqual(left.c0, right.c0)
        requireEqual(left.c1, right.c1)
        requireEqual(left.c2, right.c2)
    }

    /// a b' + a' b = (a + a')(b + b') - a b - a' b'.
    private mutating func cross(
        _ a0: GoldilocksSignal, _ a1: GoldilocksSignal, _ b0: GoldilocksSignal,
        _ b1: GoldilocksSignal, less d0: GoldilocksSignal, _ d1: GoldilocksSignal
    ) -> GoldilocksSignal {
        let product = multiply(add(a0, a1), add(b0, b1))
        let maximum = a0.maximum.multipliedUnchecked(by: b1.maximum).addingReportingCarry(
            a1.maximum.multipliedUnchecked(by: b0.maximum)
        ).sum
        return GoldilocksSignal(
            signal: product.signal - d0.signal - d1.signal, maximum: maximum)
    }

    /// Factors of at most 120 bits, so that none is reduced between the products of one element.
    private mutating func reducedForProduct(_ x: CubicSignal) -> CubicSignal {
        func reducedOne(_ builder: inout CircuitBuilder, _ c: GoldilocksSignal) -> GoldilocksSignal
        {
            c.maximum.bitWidth > 120 ? builder.reduce(c) : c
        }
        return CubicSignal(
            reducedOne(&self, x.c0), reducedOne(&self, x.c1), reducedOne(&self, x.c2))
    }
}
