public import Commitments
public import Constraints
public import FRI
public import Fields

/// Chips with rows in a proof, and the shapes of its commitments, which follow from them.
public struct ProofShape: Sendable, Equatable {
    /// The commitments of a proof, in the order in which they are opened.
    public enum Phase: Int, Sendable, CaseIterable {
        /// Columns that are part of the program.
        case fixed
        /// Columns that the prover fills.
        case main
        /// Columns of bus traffic.
        case bus
        /// Quotients.
        case quotient
    }

    /// The logarithm of the number of rows of each chip, `nil` for one that is left out.
    public let heightsLog2: [Int?]
    /// The chips with rows.
    public let chips: [Int]
    /// Chips with rows and fixed columns.
    public let fixedChips: [Int]
    /// Chips with rows and bus traffic.
    public let busChips: [Int]
    /// The shape of each commitment, `nil` for an empty one.
    public let commitments: [CommitmentShape?]

    /// Shape of a proof with the given heights; throws on heights that the key does not allow.
    public init<Chips: Machine, Hashing: ProofHashing>(
        key: StarkKey<Chips, Hashing>, heightsLog2: [Int?]
    ) throws(StarkError) {
        let layouts = key.checked.layouts
        let limit = StarkKey<Chips, Hashing>.heightLog2Limit
        guard heightsLog2.count == layouts.count else {
            throw .heightCount(expected: layouts.count, actual: heightsLog2.count)
        }
        for (chip, height) in heightsLog2.enumerated() {
            let shape = layouts[chip].shape
            guard let height else {
                if shape.isOptional { continue }
                throw .missingChip(chip: chip)
            }
            guard height >= 0, height <= limit,
                shape.fixedWidth == 0 || key.fixedHeightsLog2[chip] == height
            else { throw .height(chip: chip, heightLog2: height) }
        }
        let present = layouts.indices.filter { heightsLog2[$0] != nil }
        let fixed = present.filter { layouts[$0].shape.fixedWidth > 0 }
        let bus = present.filter { layouts[$0].cubicWidth > 0 }
        let extended = heightsLog2.map { ($0 ?? 0) + key.parameters.blowupLog2 }
        let tables: [(chips: [Int], widths: [Int])] = [
            (fixed, fixed.map { layouts[$0].shape.fixedWidth }),
            (present, present.map { layouts[$0].shape.mainWidth }),
            (bus, bus.map { layouts[$0].busWidth }),
            (present.flatMap { [$0, $0] }, present.flatMap { _ in [3, 3] }),
        ]
        var commitments = [CommitmentShape?]()
        for (phase, table) in tables.enumerated() {
            let shape = CommitmentShape(
                heightsLog2: table.chips.map { extended[$0] }, widths: table.widths,
                capLog2: key.parameters.capLog2)
            // A commitment without a shape is never opened, so it must be empty.
            guard shape != nil || table.chips.isEmpty else { throw .tableLimit(phase: phase) }
            commitments.append(shape)
        }
        self.heightsLog2 = heightsLog2
        chips = present
        fixedChips = fixed
        busChips = bus
        self.commitments = commitments
    }

    /// The shape of a commitment, `nil` when it is empty.
    public func commitment(_ phase: Phase) -> CommitmentShape? { commitments[phase.rawValue] }

    /// The logarithm of the number of rows of a chip that is present.
    public func heightLog2(_ chip: Int) -> Int { heightsLog2[chip] ?? 0 }

    /// Points at which the tables of each non-empty commitment are opened, in order.
    ///
    /// All columns at zeta, those read in the next row also at zeta * w.
    public func openedPoints(
        _ layouts: [ChipLayout], at zeta: CubicExtension
    ) -> [[[OpenedPoint]]] {
        func points(_ chip: Int, nextColumns: [Int]) -> [OpenedPoint] {
            let here = OpenedPoint(zeta)
            if nextColumns.isEmpty { return [here] }
            let next = OutOfDomain(heightLog2: heightLog2(chip), point: zeta).nextPoint
            return [here, OpenedPoint(next, columns: nextColumns)]
        }
        let tables = [
            fixedChips.map { _ in [OpenedPoint(zeta)] },
            chips.map { points($0, nextColumns: layouts[$0].nextMainColumns) },
            busChips.map { points($0, nextColumns: layouts[$0].nextBusColumns) },
            chips.flatMap { _ in [[OpenedPoint(zeta)], [OpenedPoint(zeta)]] },
        ]
        return tables.filter { !$0.isEmpty }
    }

    /// The sizes of the FRI proof.
    public func fri(_ parameters: FRIParameters) -> FRIShape {
        FRIShape(commitments: commitments.compactMap { $0 }, parameters: parameters)
    }
}
