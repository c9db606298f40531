/// Fixed heights of all tables, so that proofs of many runs have one shape.
///
/// Every chip is present; those that a run does not need are padding alone.
public struct HeightProfile: Hashable, Sendable {
    /// The logarithm of the number of rows of each chip whose height is that of the run.
    ///
    /// `nil` for chips whose height follows from the program.
    public let heightsLog2: [Int?]

    /// A profile of the given heights, one for each chip of a machine.
    public init(heightsLog2: [Int?]) {
        self.heightsLog2 = heightsLog2
    }

    /// Whether tables have these heights; those of fixed tables may be any.
    public func matches(_ heightsLog2: [Int?]) -> Bool {
        guard heightsLog2.count == self.heightsLog2.count else { return false }
        for (own, other) in zip(self.heightsLog2, heightsLog2) {
            if let own, own != other { return false }
        }
        return true
    }

    /// Whether each chip has enough rows.
    public func holds(rowCounts: [Int]) -> Bool { load(rowCounts: rowCounts) <= 1 }

    /// The rows used of the chip that is nearest to being full, as a share of its rows.
    public func load(rowCounts: [Int]) -> Double {
        var load = 0.0
        for (heightLog2, count) in zip(heightsLog2, rowCounts) {
            guard let heightLog2 else { continue }
            load = max(load, Double(count) / Double(1 << heightLog2))
        }
        return load
    }
}
