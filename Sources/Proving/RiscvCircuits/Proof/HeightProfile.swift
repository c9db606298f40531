/// Fixed heights of tables, so that proofs of many runs have one shape.
///
/// The same chips are present in each; those that a run does not need are padding alone.
public struct HeightProfile: Hashable, Sendable {
    /// The height of one chip.
    public enum Height: Hashable, Sendable {
        /// 2^log2 rows.
        case rows(log2: Int)
        /// What follows from the program.
        case program
        /// None: proofs do not have the chip.
        case leftOut
    }

    /// The height of each chip of a machine.
    public let heights: [Height]

    /// A profile of the given heights, one for each chip of a machine.
    public init(_ heights: [Height]) {
        self.heights = heights
    }

    /// A profile that leaves no chip out, by the logarithm of the number of rows of each chip;
    /// `nil` for what follows from the program.
    public init(heightsLog2: [Int?]) {
        self.init(heightsLog2.map { $0.map { .rows(log2: $0) } ?? .program })
    }

    /// The logarithm of the number of rows of each chip that has its own; `nil` for others.
    public var heightsLog2: [Int?] {
        heights.map { if case .rows(let log2) = $0 { log2 } else { nil } }
    }

    /// Whether tables have these heights; those of fixed tables may be any.
    public func matches(_ heightsLog2: [Int?]) -> Bool {
        guard heightsLog2.count == heights.count else { return false }
        for (own, other) in zip(heights, heightsLog2) {
            switch own {
            case .rows(let log2): if other != log2 { return false }
            case .program: break
            case .leftOut: if other != nil { return false }
            }
        }
        return true
    }

    /// Whether each chip has enough rows.
    public func holds(rowCounts: [Int]) -> Bool { load(rowCounts: rowCounts) <= 1 }

    /// The rows used of the chip that is nearest to being full, as a share of its rows; infinite
    /// for rows of a chip that is left out.
    public func load(rowCounts: [Int]) -> Double {
        var load = 0.0
        for (height, count) in zip(heights, rowCounts) {
            switch height {
            case .rows(let log2): load = max(load, Double(count) / Double(1 << log2))
            case .program: break
            case .leftOut: if count > 0 { load = .infinity }
            }
        }
        return load
    }
}
