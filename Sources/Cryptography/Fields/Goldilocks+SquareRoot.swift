extension Goldilocks {
    /// The exponent of two in the order of the group: p - 1 = 2^32 * (2^32 - 1).
    public static let twoAdicity = 32

    /// A generator of the multiplicative group.
    public static let generator = Goldilocks(7)

    /// A root of unity of order 2^`orderLog2`, for `orderLog2` in 0...32.
    ///
    /// Each is the square of the next.
    public static func rootOfUnity(orderLog2: Int) -> Goldilocks {
        precondition((0...twoAdicity).contains(orderLog2))
        return generator.power(0xffff_ffff).squared(times: twoAdicity - orderLog2)
    }

    /// Whether the value is zero or has a square root.
    ///
    /// The Jacobi symbol by halving and subtraction (Cohen, A Course in Computational Algebraic
    /// Number Theory, section 1.4.2): in guests a quarter of the instructions of Euler's
    /// criterion.
    public var isSquare: Bool {
        var (upper, lower) = (value, Self.modulus)
        var isNegative = false
        // The symbol (upper / lower), lower odd, is that of the beginning but for the sign.
        while upper != 0 {
            while upper & 1 == 0 {
                upper >>= 1
                // (2 / lower) = -1 for lower = 3, 5 modulo 8.
                if (lower ^ lower >> 1) & 2 != 0 { isNegative.toggle() }
            }
            if upper < lower {
                // Reciprocity.
                if upper & lower & 2 != 0 { isNegative.toggle() }
                swap(&upper, &lower)
            }
            upper -= lower
        }
        return !isNegative
    }

    /// A square root; `nil` when there is none.
    ///
    /// Either of the two roots may be returned. Tonelli and Shanks (Cohen, Computational Algebraic
    /// Number Theory, algorithm 1.5.1).
    public var squareRoot: Goldilocks? {
        if self == .zero { return .zero }
        // self = root^2 / defect, the defect having order 2^k for some k below `order`.
        let half = power(0x7fff_ffff)
        var root = half * self
        var defect = root * half
        var step = Self.rootOfUnity(orderLog2: Self.twoAdicity)
        var order = Self.twoAdicity
        while defect != .one {
            var exponent = 0
            var square = defect
            while square != .one {
                square = square.squared
                exponent += 1
                guard exponent < order else { return nil }
            }
            let correction = step.squared(times: order - exponent - 1)
            root *= correction
            step = correction.squared
            defect *= step
            order = exponent
        }
        return root
    }
}
