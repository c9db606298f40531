import CBN254
import Fields
public import Parallel

/// A table of multiples of one point, for multiples by any scalar.
///
/// Brickell, Gordon, McCurley, Wilson, "Fast Exponentiation with Precomputation", 1992, with signed
/// digits. The sums of 1,024 scalars share inversions.
public struct FixedBaseTable<Group: CurveGroup>: Sendable {
    /// Bits of a window.
    let bits: Int
    /// Entry k of window w is (k + 1) * 2^(bits * w) times the point.
    private let windows: [[AffinePoint<Group>]]

    private static var chunkSize: Int { 1_024 }

    /// A table for about `scalarCount` multiples.
    public init(_ base: AffinePoint<Group>, scalarCount: Int, workers: Workers) {
        // An entry of the table costs about nine of the additions that make a multiple.
        func cost(_ bits: Int) -> Int {
            (253 / bits + 1) * (scalarCount + 9 << (bits - 1))
        }
        let bits = (4...15).min { cost($0) < cost($1) } ?? 4
        let count = 253 / bits + 1
        var starts = [ProjectivePoint(base)]
        for _ in 1..<count {
            var next = starts[starts.count - 1]
            for _ in 0..<bits { next = next.doubled }
            starts.append(next)
        }
        let bases = ProjectivePoint.affine(starts)
        windows = workers.map(count) { window in
            var multiples: [ProjectivePoint<Group>] = []
            var running = ProjectivePoint<Group>.infinity
            for _ in 0..<1 << (bits - 1) {
                running = running + bases[window]
                multiples.append(running)
            }
            return ProjectivePoint.affine(multiples)
        }
        self.bits = bits
    }

    /// Writes scalars[i] times the point to target[i].
    public func multiply(
        _ scalars: UnsafeBufferPointer<Fr>, into target: UnsafeMutablePointer<AffinePoint<Group>>,
        workers: Workers
    ) {
        nonisolated(unsafe) let scalars = scalars
        nonisolated(unsafe) let target = target
        workers.forEachChunk(of: scalars.count, chunkSize: Self.chunkSize) { range in
            let part = UnsafeBufferPointer(rebasing: scalars[range])
            multiplyChunk(part, into: target + range.lowerBound)
        }
    }

    /// The multiples of the point by scalars.
    public func multiples(_ scalars: [Fr], workers: Workers) -> [AffinePoint<Group>] {
        [AffinePoint<Group>](unsafeUninitializedCapacity: scalars.count) { buffer, count in
            scalars.withUnsafeBufferPointer { scalars in
                if let target = buffer.baseAddress {
                    multiply(scalars, into: target, workers: workers)
                }
            }
            count = scalars.count
        }
    }

    private func multiplyChunk(
        _ scalars: UnsafeBufferPointer<Fr>, into target: UnsafeMutablePointer<AffinePoint<Group>>
    ) {
        var signed = SignedScalars(scalars, workers: .serial)
        signed.cut(bits: bits, workers: .serial)
        let used = signed.windowCount
        var digits = [Int32](repeating: 0, count: scalars.count)
        var lengths = [UInt32](repeating: UInt32(used), count: scalars.count)
        let work = UnsafeMutablePointer<AffinePoint<Group>>.allocate(
            capacity: used * scalars.count)
        let scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: Int(CBN254_SCRATCH_WORDS))
        defer {
            // The entries reveal the scalars, which may be secret.
            UnsafeMutableRawBufferPointer(
                start: work, count: used * scalars.count * MemoryLayout<AffinePoint<Group>>.stride
            ).wipe()
            work.deallocate()
            scratch.deallocate()
        }
        for window in 0..<used {
            signed.digits(window: window, range: 0..<scalars.count, into: &digits)
            for index in scalars.indices {
                let digit = digits[index]
                let entry =
                    digit == 0 ? .infinity : windows[window][Int(digit.magnitude) - 1]
                (work + index * used + window).initialize(to: digit < 0 ? -entry : entry)
            }
        }
        lengths.withUnsafeMutableBufferPointer {
            Group.sumRuns(work, lengths: $0, scratch: scratch)
        }
        target.initialize(from: work, count: scalars.count)
    }
}
