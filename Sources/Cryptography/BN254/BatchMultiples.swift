import CBN254
public import Parallel

/// Multiples of many points, each by its own scalar or all by one.
///
/// All points take the same steps: windows of five bits with signed digits over both halves of the
/// scalar (`ScalarHalves`), doublings and additions of affine points that share an inversion. On
/// G1 a multiple costs about 190 additions of the kernel. The time depends on the scalars.
public enum BatchMultiples<Group: CurveGroup> {
    /// Multiplies every point in place by one scalar.
    public static func multiply(
        _ points: UnsafeMutableBufferPointer<AffinePoint<Group>>, by scalar: Fr, workers: Workers
    ) {
        multiply(points, workers) { _ in scalar }
    }

    /// Multiplies point i in place by scalars[i].
    public static func multiply(
        _ points: UnsafeMutableBufferPointer<AffinePoint<Group>>, by scalars: [Fr],
        workers: Workers
    ) {
        precondition(points.count == scalars.count)
        multiply(points, workers) { scalars[$0] }
    }

    /// Points whose tables fit into the second cache.
    private static var chunkSize: Int { 512 }

    private static func multiply(
        _ points: UnsafeMutableBufferPointer<AffinePoint<Group>>, _ workers: Workers,
        _ scalar: (Int) -> Fr
    ) {
        nonisolated(unsafe) let points = points
        workers.forEachChunk(of: points.count, chunkSize: chunkSize) { range in
            var batch = MultiplesBatch<Group>(count: range.count)
            for index in range { batch.setDigits(scalar(index), at: index - range.lowerBound) }
            batch.multiply(UnsafeMutableBufferPointer(rebasing: points[range]))
        }
    }
}

/// Digits, tables and working memory for the multiples of one chunk.
private struct MultiplesBatch<Group: CurveGroup>: ~Copyable {
    private typealias Point = AffinePoint<Group>

    private static var windowBits: Int { 5 }
    /// Windows of 128 bits and a carry.
    private static var windowCount: Int { 26 }
    /// Multiples from one to the largest digit.
    private static var tableSize: Int { 16 }

    private let count: Int
    /// Digits in -16...16 of both halves, window by window.
    private var digits: [Int8]
    /// Number of windows that are not all zero.
    private var usedWindows = 0
    /// The k-th multiple of point i is at (k - 1) * count + i.
    private let table: UnsafeMutablePointer<Point>
    /// Runs of up to four points.
    private let work: UnsafeMutablePointer<Point>
    private var lengths: [UInt32]
    private let scratch: UnsafeMutablePointer<UInt64>

    init(count: Int) {
        self.count = count
        digits = [Int8](repeating: 0, count: 2 * Self.windowCount * count)
        lengths = [UInt32](repeating: 0, count: count)
        table = .allocate(capacity: Self.tableSize * count)
        work = .allocate(capacity: 4 * count)
        scratch = .allocate(capacity: Int(CBN254_SCRATCH_WORDS))
    }

    deinit {
        // The intermediate multiples reveal the scalars, which may be secret.
        UnsafeMutableRawBufferPointer(
            start: work, count: 4 * count * MemoryLayout<Point>.stride
        ).wipe()
        table.deallocate()
        work.deallocate()
        scratch.deallocate()
    }

    mutating func setDigits(_ scalar: Fr, at index: Int) {
        let halves = Group.halves(of: scalar)
        for (part, half) in [halves.first, halves.second].enumerated() {
            var (rest, carry) = (half.magnitude, 0)
            for window in 0..<Self.windowCount {
                var digit = Int(truncatingIfNeeded: rest & 31) + carry
                rest >>= UInt128(Self.windowBits)
                carry = digit > Self.tableSize ? 1 : 0
                digit -= 32 * carry
                guard digit != 0 else { continue }
                digits[(2 * window + part) * count + index] =
                    Int8(half.isNegative ? -digit : digit)
                usedWindows = max(usedWindows, window + 1)
            }
        }
    }

    mutating func multiply(_ points: UnsafeMutableBufferPointer<AffinePoint<Group>>) {
        fillTable(points)
        for index in 0..<count { points[index] = .infinity }
        for window in (0..<usedWindows).reversed() {
            if window < usedWindows - 1 {
                for _ in 1..<Self.windowBits {
                    sum(runs: 2, into: points) { point, _, run in
                        (run[0], run[1]) = (point, point)
                    }
                }
            }
            sum(runs: 4, into: points) { [digits, count, table] point, index, run in
                (run[0], run[1]) = (point, point)
                run[2] = Self.entry(digits[2 * window * count + index], table + index, count)
                let second = digits[(2 * window + 1) * count + index]
                run[3] = Group.endomorphism(Self.entry(second, table + index, count))
            }
        }
        digits.withUnsafeMutableBytes { $0.wipe() }
    }

    private static func entry(
        _ digit: Int8, _ multiples: UnsafeMutablePointer<Point>, _ count: Int
    ) -> Point {
        guard digit != 0 else { return .infinity }
        let multiple = multiples[(Int(digit.magnitude) - 1) * count]
        return digit < 0 ? -multiple : multiple
    }

    /// The multiples of every point that digits name: halves doubled, or the one before plus one.
    private mutating func fillTable(_ points: UnsafeMutableBufferPointer<Point>) {
        guard let base = points.baseAddress else { return }
        table.update(from: base, count: count)
        for multiple in 2...Self.tableSize {
            let half = table + (multiple / 2 - 1) * count
            let before = table + (multiple - 2) * count
            let target = UnsafeMutableBufferPointer(
                start: table + (multiple - 1) * count, count: count)
            let isEven = multiple % 2 == 0
            sum(runs: 2, into: target) { [table] _, index, run in
                (run[0], run[1]) =
                    isEven ? (half[index], half[index]) : (before[index], table[index])
            }
        }
    }

    /// Writes to target[i] the sum of `runs` points, which `body` makes from the old value and i.
    private mutating func sum(
        runs: Int, into target: UnsafeMutableBufferPointer<Point>,
        _ body: (Point, Int, UnsafeMutablePointer<Point>) -> Void
    ) {
        for index in 0..<count {
            body(target[index], index, work + runs * index)
            lengths[index] = UInt32(runs)
        }
        lengths.withUnsafeMutableBufferPointer {
            Group.sumRuns(work, lengths: $0, scratch: scratch)
        }
        for index in 0..<count { target[index] = work[index] }
    }
}
