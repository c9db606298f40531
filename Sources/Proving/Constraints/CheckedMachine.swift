/// A machine that was found to be sound in form: degrees within the limit, no bus without both
/// sides unless the statement takes part in it.
public struct CheckedMachine<Chips: Machine>: Sendable {
    /// The chips.
    public let machine: Chips
    /// What follows for each of them.
    public let layouts: [ChipLayout]
    /// The number of elements of a tuple of each public bus, in the order of the machine.
    public let publicTupleLengths: [Int]
    /// The number of elements of the longest tuple on any bus.
    public let longestTuple: Int

    /// Checks a machine.
    public init(_ machine: Chips) throws(MachineError) {
        let shapes = machine.chips
        guard !shapes.isEmpty else { throw .noChips }
        var layouts = [ChipLayout]()
        var buses = BusTable()
        for (chip, shape) in shapes.enumerated() {
            try Self.checkShape(shape, chip: chip)
            var analysis = DegreeAnalysis()
            machine.describe(chip: chip, to: &analysis)
            try Self.checkDegrees(analysis, chip: chip)
            for transfer in analysis.transfers { try buses.add(transfer, chip: chip) }
            layouts.append(ChipLayout(shape: shape, analysis: analysis))
        }
        publicTupleLengths = try buses.checkSides(publicBuses: machine.publicBuses)
        longestTuple = buses.entries.reduce(0) { max($0, $1.length) }
        self.machine = machine
        self.layouts = layouts
    }

    /// The number of elements of a tuple of a public bus, `nil` for any other bus.
    public func publicTupleLength(of bus: Bus) -> Int? {
        machine.publicBuses.firstIndex(of: bus).map { publicTupleLengths[$0] }
    }

    private static func checkShape(_ shape: ChipShape, chip: Int) throws(MachineError) {
        guard shape.mainWidth > 0 else { throw .noColumns(chip: chip) }
        guard shape.isOptional else { return }
        guard shape.fixedWidth == 0 else { throw .optionalFixedColumns(chip: chip) }
        guard shape.publicCount == 0 else { throw .optionalPublicValues(chip: chip) }
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

/// The buses of a machine as its chips use them, optional chips included.
private struct BusTable {
    struct Entry {
        let bus: Bus
        let length: Int
        var isSent = false
        var isReceived = false
    }

    private(set) var entries: [Entry] = []

    mutating func add(_ transfer: DegreeAnalysis.Transfer, chip: Int) throws(MachineError) {
        let known = entries.firstIndex { $0.bus == transfer.bus }
        let index = known ?? entries.count
        if known == nil { entries.append(Entry(bus: transfer.bus, length: transfer.length)) }
        guard entries[index].length == transfer.length else {
            throw .tupleLength(
                chip: chip, bus: transfer.bus, expected: entries[index].length,
                actual: transfer.length)
        }
        switch transfer.side {
        case .send: entries[index].isSent = true
        case .receive: entries[index].isReceived = true
        }
    }

    /// The tuple lengths of the public buses.
    func checkSides(publicBuses: [Bus]) throws(MachineError) -> [Int] {
        for entry in entries where !publicBuses.contains(entry.bus) {
            guard entry.isReceived else { throw .noReceiver(entry.bus) }
            guard entry.isSent else { throw .noSender(entry.bus) }
        }
        var lengths = [Int]()
        for bus in publicBuses {
            guard let entry = entries.first(where: { $0.bus == bus }) else {
                throw .unusedPublicBus(bus)
            }
            lengths.append(entry.length)
        }
        return lengths
    }
}
