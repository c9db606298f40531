public import Parallel

extension PointList {
    /// Whether every point is on the curve and in the group.
    ///
    /// Of many points the group is tested by random combinations: a point P outside of it makes a
    /// sum of s_i P_i with random s_i below 2^16 lie in the group with probability at most
    /// 7 / 2^16, because its order modulo the group is at least 10,069; so ten sums hide it with
    /// probability 2^-131. Combinations of points outside of the group are right, as the formulas
    /// hold for every curve of odd order.
    public func areValid(
        _ workers: Workers, randomness: inout some RandomNumberGenerator
    ) -> Bool {
        guard areOnCurve(workers) else { return false }
        guard Group.leastCofactorPrime != nil else { return true }
        guard count > 512 else { return (0..<count).allSatisfy { Group.isInSubgroup(self[$0]) } }
        for _ in 0..<10 {
            var factors: [Fr] = []
            factors.reserveCapacity(count + 3)
            while factors.count < count {
                let bits: UInt64 = randomness.next()
                for part in 0..<4 { factors.append(Fr(bits >> UInt64(16 * part) & 0xffff)) }
            }
            let sum = factors.withUnsafeBufferPointer {
                MultiScalarSum.sum(
                    UnsafeBufferPointer(rebasing: $0[..<count]), self, workers: workers)
            }
            guard Group.isInSubgroup(sum.affine) else { return false }
        }
        return true
    }

    private func areOnCurve(_ workers: Workers) -> Bool {
        let chunk = 1_024
        return workers.map((count + chunk - 1) / chunk) { number in
            (number * chunk..<min((number + 1) * chunk, count)).allSatisfy { self[$0].isOnCurve }
        }.allSatisfy { $0 }
    }
}
