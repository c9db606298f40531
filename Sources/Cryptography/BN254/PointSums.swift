import CBN254

extension G1 {
    /// Sums of runs by the kernel of this machine.
    public static func sumRuns(
        _ points: UnsafeMutablePointer<AffinePoint<G1>>,
        lengths: UnsafeMutableBufferPointer<UInt32>, scratch: UnsafeMutablePointer<UInt64>
    ) {
        guard let counts = lengths.baseAddress else { return }
        let words = UnsafeMutableRawPointer(points).assumingMemoryBound(to: UInt64.self)
        cbn254_g1_sum_runs(bestLevel, words, counts, lengths.count, scratch)
    }
}

extension G2 {
    /// Sums of runs by the kernel of this machine.
    public static func sumRuns(
        _ points: UnsafeMutablePointer<AffinePoint<G2>>,
        lengths: UnsafeMutableBufferPointer<UInt32>, scratch: UnsafeMutablePointer<UInt64>
    ) {
        guard let counts = lengths.baseAddress else { return }
        let words = UnsafeMutableRawPointer(points).assumingMemoryBound(to: UInt64.self)
        cbn254_g2_sum_runs(bestLevel, words, counts, lengths.count, scratch)
    }
}

extension CurveGroup {
    /// The sums of runs of points, each of one at least, whose lengths add up to the number of points.
    public static func sums(
        ofRuns lengths: [UInt32], _ points: consuming [AffinePoint<Self>]
    ) -> [AffinePoint<Self>] {
        var counts = lengths
        let scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: Int(CBN254_SCRATCH_WORDS))
        defer { scratch.deallocate() }
        points.withUnsafeMutableBufferPointer { points in
            counts.withUnsafeMutableBufferPointer { counts in
                guard let base = points.baseAddress else { return }
                sumRuns(base, lengths: counts, scratch: scratch)
            }
        }
        return Array(points[..<lengths.count])
    }
}
