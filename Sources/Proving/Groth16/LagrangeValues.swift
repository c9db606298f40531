package import BN254
import Fields
package import Parallel

/// Values of the Lagrange polynomials of a coset of powers of a root of unity at one point.
package enum LagrangeValues {
    /// Values (x^m - 1) / m * w^k / (x - w^k) for `count` indices k = first, first + step ...
    ///
    /// w has order m = 2^log2; `nil` if x is a power of w.
    package static func all(
        at x: Fr, log2: Int, first: Int, step: Int, count: Int, workers: Workers
    ) -> [Fr]? {
        let root = Fr.rootOfUnity(log2: log2)
        let vanishing = x.squared(times: log2) - .one
        guard vanishing != .zero else { return nil }
        let scale = vanishing * Fr(1 << UInt64(log2)).inverseOrZero
        let ratio = root.power(UInt64(step))
        return workers.fill(count, chunkSize: 4_096) { range, part in
            var power = root.power(UInt64(first)) * ratio.power(UInt64(range.lowerBound))
            var numerators: [Fr] = []
            var denominators: [Fr] = []
            for _ in range {
                numerators.append(power * scale)
                denominators.append(x - power)
                power *= ratio
            }
            Fr.invertAll(&denominators)
            for index in range.indices {
                let place = index - range.lowerBound
                part.initializeElement(at: place, to: numerators[place] * denominators[place])
            }
        }
    }
}
