public import Fields
public import Hashing

/// A machine whose degrees are within the limit and whose buses have both sides.
///
/// A bus of the statement may have one side only.
public struct CheckedMachine<Chips: Machine>: Sendable {
    /// The chips.
    public let machine: Chips
    /// Layout of each chip.
    public let layouts: [ChipLayout]
    /// Number of elements of a tuple of each public bus, in the order of the machine.
    public let publicTupleLengths: [Int]
    /// Number of elements of the longest tuple on any bus.
    public let longestTuple: Int
    /// Poseidon2 digest of the sizes, constraints and transfers of all chips and of the public
    /// buses.
    ///
    /// Machines with other equations have another digest.
    public let digest: Digest
    /// Recorded description of each chip.
    let descriptions: [ChipDescription]

    /// Records the description of each chip and checks the machine.
    public init(_ machine: Chips) throws(MachineError) {
        let shapes = machine.chips
        guard !shapes.isEmpty else { throw .noChips }
        let limit = machine.degreeLimit
        guard (3...257).contains(limit), (limit - 1) & (limit - 2) == 0 else {
            throw .degreeLimit(limit)
        }
        var descriptions = [ChipDescription]()
        var layouts = [ChipLayout]()
        var buses = BusTable()
        for (chip, shape) in shapes.enumerated() {
            try Self.checkShape(shape, chip: chip)
            let description = ChipDescription(of: chip, in: machine)
            let degrees = DegreeAnalysis(description)
            try Self.checkDegrees(description, degrees, limit: limit, chip: chip)
            for transfer in description.transfers { try buses.add(transfer, chip: chip) }
            descriptions.append(description)
            layouts.append(
                ChipLayout(
                    shape: shape, description: description, degrees: degrees, degreeLimit: limit))
        }
        publicTupleLengths = try buses.checkSides(publicBuses: machine.publicBuses)
        longestTuple = buses.entries.reduce(0) { max($0, $1.length) }
        digest = Self.digest(shapes, descriptions, machine)
        self.machine = machine
        self.descriptions = descriptions
        self.layouts = layouts
    }

    /// The number of elements of a tuple of a public bus; `nil` for any other bus.
    public func publicTupleLength(of bus: Bus) -> Int? {
        machine.publicBuses.firstIndex(of: bus).map { publicTupleLengths[$0] }
    }

    /// The description of each chip as the elements that the digest covers.
    public var encodedDescriptions: [[Goldilocks]] { descriptions.map(\.encoding) }

    private static func checkShape(_ shape: ChipShape, chip: Int) throws(MachineError) {
        guard shape.mainWidth > 0 else { throw .noColumns(chip: chip) }
        guard shape.isOptional else { return }
        guard shape.fixedWidth == 0 else { throw .optionalFixedColumns(chip: chip) }
        guard shape.publicCount == 0 else { throw .optionalPublicValues(chip: chip) }
    }

    private static func checkDegrees(
        _ description: ChipDescription, _ degrees: DegreeAnalysis, limit: Int, chip: Int
    ) throws(MachineError) {
        for (constraint, node) in description.constraints.enumerated()
        where degrees.degrees[node] > limit {
            throw .constraintDegree(
                chip: chip, constraint: constraint, degree: degrees.degrees[node])
        }
        for (index, transfer) in description.transfers.enumerated() {
            guard !degrees.usesSelector(transfer) else {
                throw .transferSelector(chip: chip, transfer: index)
            }
            let degree = max(
                1 + degrees.tupleDegree(of: transfer), degrees.multiplicityDegree(of: transfer))
            guard degree <= limit else {
                throw .transferDegree(chip: chip, transfer: index, degree: degree)
            }
        }
    }
}

extension CheckedMachine {
    /// Digest of the number of chips, the degree limit, the sizes and the description of each chip,
    /// and the public buses; the length of each part is fixed by those before it.
    private static func digest(
        _ shapes: [ChipShape], _ descriptions: [ChipDescription], _ machine: Chips
    ) -> Digest {
        func number(_ value: Int) -> Goldilocks { Goldilocks(reducing: UInt64(value)) }
        var elements = [number(shapes.count), number(machine.degreeLimit)]
        for (shape, description) in zip(shapes, descriptions) {
            elements += [
                number(shape.mainWidth), number(shape.fixedWidth), number(shape.publicCount),
                shape.isOptional ? .one : .zero,
            ]
            elements += description.encoding
        }
        elements.append(number(machine.publicBuses.count))
        elements += machine.publicBuses.map { Goldilocks($0.number) }
        return Poseidon2.hash(domain: .machine, elements)
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

    mutating func add(_ transfer: ChipDescription.Transfer, chip: Int) throws(MachineError) {
        let known = entries.firstIndex { $0.bus == transfer.bus }
        let index = known ?? entries.count
        if known == nil { entries.append(Entry(bus: transfer.bus, length: transfer.tuple.count)) }
        guard entries[index].length == transfer.tuple.count else {
            throw .tupleLength(
                chip: chip, bus: transfer.bus, expected: entries[index].length,
                actual: transfer.tuple.count)
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
