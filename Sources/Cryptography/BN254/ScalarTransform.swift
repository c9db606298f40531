import CBN254
import Fields
public import Parallel

/// Number-theoretic transforms of 2^log2 scalars.
///
/// Between coefficients in natural order and values at the powers of a root of unity in
/// bit-reversed order. Cooley and Tukey 1965 one way, Gentleman and Sande 1966 the other, with
/// roots in bit-reversed order, so that neither way needs a permutation. Two layers share a pass
/// over memory.
public struct ScalarTransform: Sendable {
    public let log2: Int
    /// Powers of w below 2^(log2 - 1), indices bit-reversed.
    private let roots: [Fr]
    private let inverseRoots: [Fr]

    /// Logarithm of the size of blocks that one thread transforms.
    private static let serialLog2 = 12

    /// Transforms of 2^log2 scalars, log2 in `0...28`.
    public init(log2: Int) {
        precondition((0...Fr.twoAdicity).contains(log2))
        self.log2 = log2
        let root = Fr.rootOfUnity(log2: log2)
        roots = Self.reversedPowers(of: root, log2: max(0, log2 - 1))
        inverseRoots = Self.reversedPowers(of: root.inverseOrZero, log2: max(0, log2 - 1))
    }

    public var count: Int { 1 << log2 }

    /// Computes the powers of w by doubling.
    ///
    /// With bit-reversed indices, the upper half of each prefix of length 2m is the lower half
    /// times w^(2^(log2 - 1) / m).
    private static func reversedPowers(of root: Fr, log2: Int) -> [Fr] {
        var powers = [Fr.one]
        powers.reserveCapacity(1 << log2)
        for level in 0..<log2 {
            let factor = root.squared(times: log2 - 1 - level)
            for index in 0..<powers.count { powers.append(powers[index] * factor) }
        }
        return powers
    }

    /// Transforms coefficients to values.
    public func evaluate(_ values: UnsafeMutableBufferPointer<Fr>, workers: Workers) {
        precondition(values.count == count)
        withElements(values, roots) { block, roots in
            evaluate(block, log2, roots, index: 0, workers)
        }
    }

    /// Transforms values to coefficients.
    public func interpolate(_ values: UnsafeMutableBufferPointer<Fr>, workers: Workers) {
        precondition(values.count == count)
        withElements(values, inverseRoots) { block, roots in
            interpolate(block, log2, roots, index: 0, workers)
        }
        let inverse = Fr(UInt64(count)).inverseOrZero
        Self.scale(values, start: inverse, ratio: .one, workers: workers)
    }

    /// Multiplies element i by start * ratio^i.
    public static func scale(
        _ values: UnsafeMutableBufferPointer<Fr>, start: Fr, ratio: Fr, workers: Workers
    ) {
        nonisolated(unsafe) let values = values
        workers.forEachChunk(of: values.count, chunkSize: 1 << serialLog2) { range in
            let first = start * ratio.power(UInt64(range.lowerBound))
            let part = UnsafeMutableBufferPointer(rebasing: values[range])
            guard let base = part.baseAddress else { return }
            let words = UnsafeMutableRawPointer(base).assumingMemoryBound(to: cbn254_element.self)
            cbn254_fr_scale_by_powers(bestLevel, words, part.count, first.stored, ratio.stored)
        }
    }

    private typealias Block = UnsafeMutablePointer<cbn254_element>
    private typealias Roots = UnsafePointer<cbn254_element>

    private func withElements(
        _ values: UnsafeMutableBufferPointer<Fr>, _ roots: [Fr], _ body: (Block, Roots) -> Void
    ) {
        roots.withUnsafeBytes { roots in
            guard let base = values.baseAddress, let roots = roots.baseAddress else { return }
            let block = UnsafeMutableRawPointer(base).assumingMemoryBound(to: cbn254_element.self)
            body(block, roots.assumingMemoryBound(to: cbn254_element.self))
        }
    }

    private func evaluate(
        _ block: Block, _ log2: Int, _ roots: Roots, index: Int, _ workers: Workers
    ) {
        guard log2 > Self.serialLog2, workers.count > 1 else {
            cbn254_fr_to_reversed(bestLevel, block, UInt32(log2), roots, index)
            return
        }
        nonisolated(unsafe) let (block, roots) = (block, roots)
        let quarter = 1 << (log2 - 2)
        workers.forEachChunk(of: quarter, chunkSize: 1_024) { range in
            cbn254_fr_to_reversed_start(
                bestLevel, block, quarter, range.lowerBound, range.count, roots, index)
        }
        workers.forEach(4) { part in
            cbn254_fr_to_reversed(
                bestLevel, block + part * quarter, UInt32(log2 - 2), roots, 4 * index + part)
        }
    }

    private func interpolate(
        _ block: Block, _ log2: Int, _ roots: Roots, index: Int, _ workers: Workers
    ) {
        guard log2 > Self.serialLog2, workers.count > 1 else {
            cbn254_fr_from_reversed(bestLevel, block, UInt32(log2), roots, index)
            return
        }
        nonisolated(unsafe) let (block, roots) = (block, roots)
        let quarter = 1 << (log2 - 2)
        workers.forEach(4) { part in
            cbn254_fr_from_reversed(
                bestLevel, block + part * quarter, UInt32(log2 - 2), roots, 4 * index + part)
        }
        workers.forEachChunk(of: quarter, chunkSize: 1_024) { range in
            cbn254_fr_from_reversed_end(
                bestLevel, block, quarter, range.lowerBound, range.count, roots, index)
        }
    }
}
