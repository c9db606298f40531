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
