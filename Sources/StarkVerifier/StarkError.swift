public import LowDegree

/// Why a proof is refused.
public enum StarkError: Error, Equatable {
    /// There are public values for more or fewer chips, or of one chip.
    case publicValueCount(chip: Int)
    /// The proof has heights of more or fewer chips.
    case heightCount(expected: Int, actual: Int)
    /// A chip has more rows than the limit, or another number than its fixed columns.
    case height(chip: Int, heightLog2: Int)
    /// A cap has a wrong size.
    case capCount(expected: Int, actual: Int)
    /// There are totals of more or fewer chips than have bus traffic.
    case totalCount(expected: Int, actual: Int)
    /// The buses do not balance.
    case busImbalance
    /// There are openings of more or fewer chips.
    case openingCount(expected: Int, actual: Int)
    /// The opening of a chip does not have the widths of the chip.
    case openingWidth(chip: Int)
    /// The constraints do not hold at the point.
    case constraints(chip: Int)
    /// The values at the point are not those of the committed columns.
    case lowDegree(LowDegreeError)
}
