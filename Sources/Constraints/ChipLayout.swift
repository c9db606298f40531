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

/// A machine that was found to be sound in form: degrees within the limit, no bus without both
/// sides.
public struct CheckedMachine<Chips: Machine>: Sendable {
    /// The chips.
    public let machine: Chips
    /// What follows for each of them.
    public let layouts: [ChipLayout]

    /// Checks a machine.
    public init(_ machine: Chips) throws(MachineError) {
        let shapes = machine.chips
        guard !shapes.isEmpty else { throw .noChips }
        var layouts = [ChipLayout]()
        var buses = [(bus: Bus, length: Int, isSent: Bool, isReceived: Bool)]()
        for (chip, shape) in shapes.enumerated() {
            guard shape.mainWidth > 0 else { throw .noColumns(chip: chip) }
            var analysis = DegreeAnalysis()
            machine.describe(chip: chip, to: &analysis)
            try Self.checkDegrees(analysis, chip: chip)
            for transfer in analysis.transfers {
                if !buses.contains(where: { $0.bus == transfer.bus }) {
                    buses.append((transfer.bus, transfer.length, false, false))
                }
                for index in buses.indices where buses[index].bus == transfer.bus {
                    guard buses[index].length == transfer.length else {
                        throw .tupleLength(
                            chip: chip, bus: transfer.bus, expected: buses[index].length,
                            actual: transfer.length)
                    }
                    switch transfer.side {
                    case .send: buses[index].isSent = true
                    case .receive: buses[index].isReceived = true
                    }
                }
            }
            layouts.append(ChipLayout(shape: shape, analysis: analysis))
        }
        for bus in buses {
            guard bus.isReceived else { throw .noReceiver(bus.bus) }
            guard bus.isSent else { throw .noSender(bus.bus) }
        }
        self.machine = machine
        self.layouts = layouts
    }

    private static func checkDegrees(
        _ analysis: DegreeAnalysis, chip: Int
    ) throws(MachineError) {
        for (constraint, degree) in analysis.constraints.enumerated()
        where degree > ChipLayout.degreeLimit {
            throw .constraintDegree(chip: chip, constraint: constraint, degree: degree)
        }
        for (index, transfer) in analysis.transfers.enumerated() {
            guard !transfer.usesSelector else {
                throw .transferSelector(chip: chip, transfer: index)
            }
            let degree = max(1 + transfer.tupleDegree, transfer.multiplicityDegree)
            guard degree <= ChipLayout.degreeLimit else {
                throw .transferDegree(chip: chip, transfer: index, degree: degree)
            }
        }
    }
}
