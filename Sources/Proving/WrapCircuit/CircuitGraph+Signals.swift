import BN254
import Fields
import R1CS

/// Expressions become signals, with reductions where integers would leave the field of scalars.
///
/// A reduction replaces the signal of its element, so that no integer is reduced twice.
extension CircuitGraph {
    /// Greatest sum of the lengths of two factors.
    private static let factorBits = 246
    /// Greatest length of a summand.
    private static let summandBits = 250
    /// Greatest length of what is subtracted, so that a multiple of p above it is a summand.
    private static let subtrahendBits = 240

    /// The signal of an operand.
    func signal(_ operand: Operand) -> GoldilocksSignal {
        switch operand {
        case .constant(let value): GoldilocksSignal(constant: Goldilocks(reducing: value))
        case .node(let number): signal(number)
        }
    }

    /// The signal of an operand as an integer of at most some number of bits, 64 or more.
    func signal(_ operand: Operand, bitCount: Int) -> GoldilocksSignal {
        let signal = signal(operand)
        guard case .node(let number) = operand, signal.maximum.bitWidth > bitCount else {
            return signal
        }
        let reduced = builder.reduce(signal)
        nodes[number].signal = reduced
        return reduced
    }

    /// The signals of an element of the extension, each of at most some number of bits.
    func signal(_ triple: Triple, bitCount: Int = 252) -> CubicSignal {
        CubicSignal(
            signal(triple.c0, bitCount: bitCount), signal(triple.c1, bitCount: bitCount),
            signal(triple.c2, bitCount: bitCount))
    }

    private func signal(_ number: Int) -> GoldilocksSignal {
        if let signal = nodes[number].signal { return signal }
        let signal = computed(number)
        nodes[number].signal = signal
        return signal
    }

    private func computed(_ number: Int) -> GoldilocksSignal {
        switch nodes[number].expression {
        case nil: product(nodes[number].choices.map { signal($0) })
        case .sum(let left, let right): sum(left, right)
        case .difference(let left, let right):
            builder.subtract(
                signal(left, bitCount: Self.summandBits),
                signal(right, bitCount: Self.subtrahendBits))
        case .product(let left, let right): product(left, right)
        case .coefficient(let cubic, let index):
            [signal(cubic: cubic).c0, signal(cubic: cubic).c1, signal(cubic: cubic).c2][index]
        }
    }

    /// The sum; where it would be too much, the longer one is reduced.
    private func sum(_ left: Operand, _ right: Operand) -> GoldilocksSignal {
        let maximum = signal(left).maximum.addingReportingCarry(signal(right).maximum).sum
        if maximum.bitWidth <= Self.summandBits + 1 {
            return builder.add(signal(left), signal(right))
        }
        let isLeft = signal(left).maximum >= signal(right).maximum
        return builder.add(
            signal(left, bitCount: isLeft ? 64 : Self.summandBits),
            signal(right, bitCount: isLeft ? Self.summandBits : 64))
    }

    /// The product of integers below 2^64, reduced when the next factor would be too much.
    private func product(_ factors: [GoldilocksSignal]) -> GoldilocksSignal {
        factors.dropFirst().reduce(factors[0]) { product, factor in
            let fits = product.maximum.bitWidth + factor.maximum.bitWidth <= Self.factorBits
            return builder.multiply(fits ? product : builder.reduce(product), factor)
        }
    }

    private func product(_ left: Operand, _ right: Operand) -> GoldilocksSignal {
        if case .constant(let value) = left {
            return scaled(right, by: Goldilocks(reducing: value))
        }
        if case .constant(let value) = right {
            return scaled(left, by: Goldilocks(reducing: value))
        }
        let (leftBits, rightBits) = bounds(
            signal(left).maximum.bitWidth, signal(right).maximum.bitWidth)
        return builder.multiply(
            signal(left, bitCount: leftBits), signal(right, bitCount: rightBits))
    }

    private func scaled(_ operand: Operand, by factor: Goldilocks) -> GoldilocksSignal {
        let size = min(factor.value, Goldilocks.modulus - factor.value)
        let limit = Self.subtrahendBits - 64 + size.leadingZeroBitCount
        return builder.weightedSum([(factor, signal(operand, bitCount: min(limit, 180)))])
    }

    /// Lengths to which factors of some lengths are reduced, the longer one first.
    private func bounds(_ left: Int, _ right: Int) -> (Int, Int) {
        if left + right <= Self.factorBits { return (left, right) }
        let (long, short) = (max(left, right), min(left, right))
        let shortBits = 64 + short <= Self.factorBits ? short : 64
        return left == long ? (64, shortBits) : (shortBits, 64)
    }

    private func signal(cubic number: Int) -> CubicSignal {
        if let signal = cubics[number].signal { return signal }
        let signal = computed(cubic: cubics[number].expression)
        cubics[number].signal = signal
        return signal
    }

    private func computed(cubic expression: CubicExpression) -> CubicSignal {
        switch expression {
        case .product(let left, let right): return product(left, right)
        case .power(let base, let exponent): return power(base, exponent)
        case .sum: return sum(terms(of: expression))
        case .row(let number, let increase):
            return gadget("combination") { weightedSum(number, increase: increase) }
        case .inverse(let value), .reciprocal(let value):
            return builder.inverse(signal(value, bitCount: 120))
        case .quotient(let value, let divisor):
            let (x, d) = (
                signal(value, bitCount: Self.summandBits), signal(divisor, bitCount: 120)
            )
            return builder.quotient(x, by: d)
        }
    }

    private func product(_ left: Triple, _ right: Triple) -> CubicSignal {
        let (leftBits, rightBits) = bounds(width(left), width(right))
        let factors = (signal(left, bitCount: leftBits), signal(right, bitCount: rightBits))
        return builder.unreducedProduct(factors.0, factors.1)
    }

    /// The length of the longest coefficient.
    private func width(_ triple: Triple) -> Int {
        triple.operands.reduce(0) { max($0, signal($1).maximum.bitWidth) }
    }
}
