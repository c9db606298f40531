import Fields
import Polynomials
import TestSupport

/// Direct computations from the definitions, for comparison.
enum PlainTransform {
    /// The value of a polynomial at a point (Horner).
    static func evaluate<F: Field>(
        _ coefficients: [Goldilocks], at point: F, embed: (Goldilocks) -> F
    )
        -> F
    {
        coefficients.reversed().reduce(F.zero) { $0 * point + embed($1) }
    }

    /// Values at all powers of the root, from the definition in quadratic time.
    static func values(_ coefficients: [Goldilocks], shift: Goldilocks = .one, sizeLog2: Int)
        -> [Goldilocks]
    {
        let root = Goldilocks.rootOfUnity(orderLog2: sizeLog2)
        return root.powers(1 << sizeLog2).map { point in
            evaluate(coefficients, at: point * shift) { $0 }
        }
    }

    /// Radix 2, recursive: for sizes at which the definition takes too long.
    static func fast(_ coefficients: [Goldilocks]) -> [Goldilocks] {
        let count = coefficients.count
        guard count > 1 else { return coefficients }
        let even = fast(stride(from: 0, to: count, by: 2).map { coefficients[$0] })
        let odd = fast(stride(from: 1, to: count, by: 2).map { coefficients[$0] })
        var result = [Goldilocks](repeating: .zero, count: count)
        var twiddle = Goldilocks.one
        let root = Goldilocks.rootOfUnity(orderLog2: count.trailingZeroBitCount)
        for index in 0..<count / 2 {
            let right = twiddle * odd[index]
            result[index] = even[index] + right
            result[index + count / 2] = even[index] - right
            twiddle *= root
        }
        return result
    }
}

extension SeededGenerator {
    /// A random element, an edge value now and then.
    mutating func element() -> Goldilocks {
        let word = next()
        switch word & 31 {
        case 0: return .zero
        case 1: return .one
        case 2: return -.one
        case 3: return Goldilocks(UInt32.max)
        default: return Goldilocks(reducing: word)
        }
    }

    mutating func elements(_ count: Int) -> [Goldilocks] {
        (0..<count).map { _ in element() }
    }

    mutating func cubic() -> CubicExtension { CubicExtension(element(), element(), element()) }
}
