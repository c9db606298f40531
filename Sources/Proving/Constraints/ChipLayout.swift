/// What follows from the description of a chip: how its bus traffic is committed to.
///
/// LogUp (Haböck, eprint 2022/1530): a transfer of multiplicity m and fingerprint d adds m / d, a
/// receipt subtracts it. One helper column holds the sum of one or two such fractions,
/// h * d1 * d2 = m1 * d2 + m2 * d1; one more column holds the running sum.
public struct ChipLayout: Sendable, Equatable {
    /// The size of the chip.
    public let shape: ChipShape
    /// How many constraints the description has.
    public let constraintCount: Int
    /// How many transfers each helper column joins: 1 or 2, in the order of the description.
    public let helperSizes: [Int]

    /// The greatest degree of a constraint.
    public static let degreeLimit = 3

    /// Columns of the cubic extension for bus traffic: helpers and the running sum.
    public var cubicWidth: Int { helperSizes.isEmpty ? 0 : helperSizes.count + 1 }

    /// The same as columns of the base field.
    public var busWidth: Int { 3 * cubicWidth }

    /// How many transfers a row makes.
    public var transferCount: Int { helperSizes.reduce(0, +) }

    /// How many powers of a challenge join all constraints, those of the bus traffic included.
    public var foldedCount: Int { constraintCount + cubicWidth }

    init(shape: ChipShape, analysis: DegreeAnalysis) {
        self.shape = shape
        constraintCount = analysis.constraints.count
        var sizes = [Int]()
        var index = 0
        let transfers = analysis.transfers
        while index < transfers.count {
            let canPair =
                index + 1 < transfers.count
                && Self.pairDegree(transfers[index], transfers[index + 1]) <= Self.degreeLimit
            sizes.append(canPair ? 2 : 1)
            index += canPair ? 2 : 1
        }
        helperSizes = sizes
    }

    /// The degree of h * d1 * d2 - m1 * d2 - m2 * d1.
    private static func pairDegree(
        _ left: DegreeAnalysis.Transfer, _ right: DegreeAnalysis.Transfer
    ) -> Int {
        max(
            1 + left.tupleDegree + right.tupleDegree,
            left.multiplicityDegree + right.tupleDegree,
            right.multiplicityDegree + left.tupleDegree)
    }
}
