/// Bus columns of a chip and the columns it reads in the next row, derived from its description.
///
/// LogUp (Haböck, eprint 2022/1530): a transfer of multiplicity m and fingerprint d adds m / d if
/// it is sent and -m / d if it is received. A partial sum h is the sum of one or two such fractions
/// of a row, h * d1 * d2 = m1 * d2 + m2 * d1. All but the last are columns; the last is what the
/// cumulative sum, a column too, grows by beyond the others.
public struct ChipLayout: Sendable, Equatable {
    /// Size of the chip.
    public let shape: ChipShape
    /// Number of constraints of the description.
    public let constraintCount: Int
    /// Number of transfers that each partial sum joins: 1 or 2, in the order of the description.
    public let partialSumSizes: [Int]
    /// Main columns that constraints or transfers read in the next row, in ascending order.
    ///
    /// Only these are opened there.
    public let nextMainColumns: [Int]

    /// Greatest degree of a constraint.
    public static let degreeLimit = 3

    /// Bus columns of the cubic extension: the partial sums but the last, and the cumulative sum.
    public var cubicWidth: Int { partialSumSizes.count }

    /// Bus columns of the base field, three for one of the extension.
    public var busWidth: Int { 3 * cubicWidth }

    /// Bus columns of the base field that are read in the next row: those of the cumulative sum.
    public var nextBusColumns: [Int] { Array(max(0, busWidth - 3)..<busWidth) }

    /// Number of transfers of a row.
    public var transferCount: Int { partialSumSizes.reduce(0, +) }

    /// Number of powers of alpha that fold all constraints, with those of the bus columns.
    public var foldedCount: Int { constraintCount + cubicWidth }

    init(shape: ChipShape, description: ChipDescription, degrees: DegreeAnalysis) {
        self.shape = shape
        constraintCount = description.constraints.count
        nextMainColumns = description.nextMainColumns
        var sizes = [Int]()
        var index = 0
        let transfers = description.transfers
        while index < transfers.count {
            let canPair =
                index + 1 < transfers.count
                && Self.pairDegree(transfers[index], transfers[index + 1], degrees)
                    <= Self.degreeLimit
            sizes.append(canPair ? 2 : 1)
            index += canPair ? 2 : 1
        }
        partialSumSizes = sizes
    }

    /// Degree of h * d1 * d2 - m1 * d2 - m2 * d1.
    private static func pairDegree(
        _ left: ChipDescription.Transfer, _ right: ChipDescription.Transfer,
        _ degrees: DegreeAnalysis
    ) -> Int {
        let (leftTuple, rightTuple) = (
            degrees.tupleDegree(of: left), degrees.tupleDegree(of: right)
        )
        return max(
            1 + leftTuple + rightTuple,
            degrees.multiplicityDegree(of: left) + rightTuple,
            degrees.multiplicityDegree(of: right) + leftTuple)
    }
}
