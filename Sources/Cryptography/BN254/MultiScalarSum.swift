import CBN254
import Fields
public import Parallel

/// Sums of multiples of points, the greater part of the work of a Groth16 proof.
///
/// Pippenger's buckets over signed digits (Bernstein, Doumen, Lange, Oosterwijk, "Faster Batch
/// Forgery Identification", eprint 2012/549, section 4). The points of a bucket are added as affine
/// points in batches that share an inversion. Beside the arguments it needs 32 bytes a scalar and,
/// for each thread, buckets and a work area of together at most 16 MiB.
public enum MultiScalarSum<Group: CurveGroup> {
    /// The sum of scalars[i] * points[i]; both have the same count.
    ///
    /// The time depends on the scalars: short ones, of either sign, take less.
    public static func sum(
        _ scalars: UnsafeBufferPointer<Fr>, _ points: PointList<Group>,
        workers: Workers
    ) -> ProjectivePoint<Group> {
        precondition(scalars.count == points.count)
        guard !scalars.isEmpty else { return .infinity }
        var signed = SignedScalars(scalars, workers: workers)
        let bits = windowBits(count: scalars.count, bitWidth: signed.bitWidth)
        signed.cut(bits: bits, workers: workers)
        let windows = workers.map(signed.windowCount) { [signed] window in
            var buckets = BucketSums<Group>(bits: bits, pointCount: points.count)
            buckets.add(points, signed, window: window)
            return buckets.weightedSum
        }
        var result = ProjectivePoint<Group>.infinity
        for window in windows.reversed() {
            for _ in 0..<bits { result = result.doubled }
            result += window
        }
        return result
    }

    /// The sum of scalars[i] * points[i]; both have the same count.
    public static func sum(
        _ scalars: [Fr], _ points: [AffinePoint<Group>], workers: Workers
    ) -> ProjectivePoint<Group> {
        scalars.withUnsafeBufferPointer { scalars in
            points.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return .infinity }
                return sum(
                    scalars, PointList(base: base, count: points.count), workers: workers)
            }
        }
    }

    /// Width of windows with the least work.
    ///
    /// The weighted sum of the buckets costs about nine affine additions for each of them.
    static func windowBits(count: Int, bitWidth: Int) -> Int {
        func cost(_ bits: Int) -> Int {
            (bitWidth / bits + 1) * (count + 9 << (bits - 1))
        }
        return (2...MultiScalarLimits.maximumWindowBits).min { cost($0) < cost($1) } ?? 2
    }
}

/// Bounds of the memory of sums.
public enum MultiScalarLimits {
    /// The widest window: 2^15 buckets.
    public static let maximumWindowBits = 16
    /// Number of points that are sorted into buckets at a time.
    public static let chunkCount = 1 << 15
}

/// The buckets of one window: sums of the points by the magnitude of their digit.
struct BucketSums<Group: CurveGroup>: ~Copyable {
    /// Bucket k holds digit k + 1.
    private var buckets: [AffinePoint<Group>]
    private let bits: Int
    private let chunkCount: Int
    private let work: UnsafeMutablePointer<AffinePoint<Group>>
    private let scratch: UnsafeMutablePointer<UInt64>

    init(bits: Int, pointCount: Int) {
        self.bits = bits
        buckets = Array(repeating: .infinity, count: 1 << (bits - 1))
        chunkCount = min(pointCount, MultiScalarLimits.chunkCount)
        // Each run starts with the value of its bucket.
        work = .allocate(capacity: chunkCount + min(chunkCount, buckets.count))
        scratch = .allocate(capacity: Int(CBN254_SCRATCH_WORDS))
    }

    deinit {
        work.deallocate()
        scratch.deallocate()
    }

    /// Adds every point to the bucket of its digit in a window.
    mutating func add(
        _ points: PointList<Group>, _ scalars: SignedScalars, window: Int
    ) {
        var digits = [Int32](repeating: 0, count: chunkCount)
        var starts = [UInt32](repeating: 0, count: buckets.count + 1)
        var order = [UInt32](repeating: 0, count: chunkCount)
        var lengths = [UInt32](repeating: 0, count: min(chunkCount, buckets.count))
        for start in stride(from: 0, to: points.count, by: chunkCount) {
            let range = start..<min(start + chunkCount, points.count)
            scalars.digits(window: window, range: range, into: &digits)
            sort(digits, count: range.count, starts: &starts, order: &order)
            let runs = gather(points, range, digits, starts, order, lengths: &lengths)
            guard runs > 0 else { continue }
            lengths.withUnsafeMutableBufferPointer {
                Group.sumRuns(work, lengths: .init(rebasing: $0[..<runs]), scratch: scratch)
            }
            var run = 0
            for bucket in buckets.indices where starts[bucket] < starts[bucket + 1] {
                buckets[bucket] = work[run]
                run += 1
            }
        }
    }

    /// Sorts the indices of all digits but zero by bucket.
    ///
    /// Those of bucket k are `order[starts[k]..<starts[k + 1]]` afterwards.
    private func sort(
        _ digits: [Int32], count: Int, starts: inout [UInt32], order: inout [UInt32]
    ) {
        for index in starts.indices { starts[index] = 0 }
        for index in 0..<count where digits[index] != 0 {
            starts[Int(digits[index].magnitude) - 1] += 1
        }
        var total: UInt32 = 0
        for index in starts.indices {
            total += starts[index]
            starts[index] = total
        }
        for index in (0..<count).reversed() where digits[index] != 0 {
            let bucket = Int(digits[index].magnitude) - 1
            starts[bucket] -= 1
            order[Int(starts[bucket])] = UInt32(index)
        }
    }

    /// How many points ahead of its use a point is fetched.
    private static var readAhead: Int { 12 }

    /// Writes a run for each bucket that gets a point; returns their number.
    private func gather(
        _ points: PointList<Group>, _ range: Range<Int>,
        _ digits: [Int32], _ starts: [UInt32], _ order: [UInt32], lengths: inout [UInt32]
    ) -> Int {
        var (runs, target) = (0, work)
        let total = Int(starts[buckets.count])
        for bucket in buckets.indices {
            let members = Int(starts[bucket])..<Int(starts[bucket + 1])
            guard !members.isEmpty else { continue }
            let first = target
            if !buckets[bucket].isInfinity {
                target.initialize(to: buckets[bucket])
                target += 1
            }
            for place in members {
                // Points lie in the order of memory, buckets visit them in any order.
                if place + Self.readAhead < total {
                    points.prefetch(range.lowerBound + Int(order[place + Self.readAhead]))
                }
                let index = Int(order[place])
                let point = points[range.lowerBound + index]
                target.initialize(to: digits[index] < 0 ? -point : point)
                target += 1
            }
            lengths[runs] = UInt32(target - first)
            runs += 1
        }
        return runs
    }

    /// The sum of (k + 1) times bucket k, from running sums.
    var weightedSum: ProjectivePoint<Group> {
        var (running, total) = (ProjectivePoint<Group>.infinity, ProjectivePoint<Group>.infinity)
        for bucket in buckets.reversed() {
            running = running + bucket
            if !running.isInfinity { total += running }
        }
        return total
    }
}
