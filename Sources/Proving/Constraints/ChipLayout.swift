/// Bus columns of a chip and the columns it reads in the next row, derived from its description.
///
/// LogUp (Haböck, eprint 2022/1530): a transfer of multiplicity m and fingerprint d adds m / d if
/// it is sent and -m / d if it is received. A partial sum h is the sum of some such fractions of a
/// row, h * d1 * d2 = m1 * d2 + m2 * d1 for two, as many as the degree limit allows. All but the
/// last are columns; the last is what the cumulative sum, a column too, grows by beyond the others.
public struct ChipLayout: Sendable, Equatable {
    /// Size of the chip.
    public let shape: ChipShape
    /// Number of constraints of the description.
    public let constraintCount: Int
    /// Number of transfers that each partial sum joins, in the order of the description.
    public let partialSumSizes: [Int]
    /// Main columns that constraints or transfers read in the next row, in ascending order.
    ///
    /// Only these are opened there.
    public let nextMainColumns: [Int]

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

    init(
        shape: ChipShape, description: ChipDescription, degrees: DegreeAnalysis, degreeLimit: Int
    ) {
        self.shape = shape
        constraintCount = description.constraints.count
        nextMainColumns = description.nextMainColumns
        var sizes = [Int]()
        var rest = description.transfers[...]
        while !rest.isEmpty {
            var size = 1
            while size < rest.count, Self.degree(rest.prefix(size + 1), degrees) <= degreeLimit {
                size += 1
            }
            sizes.append(size)
            rest = rest.dropFirst(size)
        }
        partialSumSizes = sizes
    }

    /// The degree of the equation of a partial sum: of h times all fingerprints, and of each
    /// multiplicity times the other fingerprints.
    private static func degree(
        _ transfers: ArraySlice<ChipDescription.Transfer>, _ degrees: DegreeAnalysis
    ) -> Int {
        let tuples = transfers.reduce(0) { $0 + degrees.tupleDegree(of: $1) }
        return transfers.reduce(1 + tuples) { degree, transfer in
            max(
                degree,
                degrees.multiplicityDegree(of: transfer) + tuples
                    - degrees.tupleDegree(of: transfer))
        }
    }
}
