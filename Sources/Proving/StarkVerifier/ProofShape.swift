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
        /// The quotient.
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
    /// The logarithm of the greatest number of rows, that of the parts of the quotient.
    public let quotientHeightLog2: Int
    /// Number of parts of the quotient.
    public let quotientPartCount: Int
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
        let highest = heightsLog2.reduce(0) { max($0, $1 ?? 0) }
        func extended(_ chips: [Int]) -> [Int] {
            chips.map { (heightsLog2[$0] ?? 0) + key.parameters.blowupLog2 }
        }
        let partCount = key.checked.machine.quotientPartCount
        guard partCount <= 1 << key.parameters.blowupLog2 else { throw .blowup(atLeast: partCount) }
        let parts = present.isEmpty ? [] : [Int](repeating: highest, count: partCount)
        let tables: [(heightsLog2: [Int], widths: [Int])] = [
            (extended(fixed), fixed.map { layouts[$0].shape.fixedWidth }),
            (extended(present), present.map { layouts[$0].shape.mainWidth }),
            (extended(bus), bus.map { layouts[$0].busWidth }),
            (parts.map { $0 + key.parameters.blowupLog2 }, parts.map { _ in 3 }),
        ]
        var commitments = [CommitmentShape?]()
        for (phase, table) in tables.enumerated() {
            let shape = CommitmentShape(
                heightsLog2: table.heightsLog2, widths: table.widths,
                capLog2: key.parameters.capLog2)
            // A commitment without a shape is never opened, so it must be empty.
            guard shape != nil || table.heightsLog2.isEmpty else { throw .tableLimit(phase: phase) }
            commitments.append(shape)
        }
        self.heightsLog2 = heightsLog2
        chips = present
        fixedChips = fixed
        busChips = bus
        quotientHeightLog2 = highest
        quotientPartCount = partCount
        self.commitments = commitments
    }

    /// The shape of a commitment, `nil` when it is empty.
    public func commitment(_ phase: Phase) -> CommitmentShape? { commitments[phase.rawValue] }

    /// The logarithm of the number of rows of a chip that is present.
    public func heightLog2(_ chip: Int) -> Int { heightsLog2[chip] ?? 0 }

    /// A point at which columns are opened.
    public enum Place: Sendable, Equatable {
        /// The point zeta.
        case here
        /// The point zeta * w of the next row, w of the order of a height.
        case next(heightLog2: Int)
    }

    /// Places at which the tables of each non-empty commitment are opened, in order, and the
    /// columns, `nil` for all.
    ///
    /// All columns at zeta, those read in the next row also at zeta * w.
    public func openedPlaces(
        _ layouts: [ChipLayout]
    ) -> [[[(place: Place, columns: [Int]?)]]] {
        func places(_ chip: Int, nextColumns: [Int]) -> [(place: Place, columns: [Int]?)] {
            let here: (place: Place, columns: [Int]?) = (.here, nil)
            if nextColumns.isEmpty { return [here] }
            return [here, (.next(heightLog2: heightLog2(chip)), nextColumns)]
        }
        let tables = [
            fixedChips.map { places($0, nextColumns: []) },
            chips.map { places($0, nextColumns: layouts[$0].nextMainColumns) },
            busChips.map { places($0, nextColumns: layouts[$0].nextBusColumns) },
            chips.isEmpty ? [] : (0..<quotientPartCount).map { _ in [(.here, nil)] },
        ]
        return tables.filter { !$0.isEmpty }
    }

    /// The point of a place.
    public func point<Cubic: CubicValue>(_ place: Place, zeta: Cubic) -> Cubic {
        switch place {
        case .here: zeta
        case .next(let heightLog2): OutOfDomain(heightLog2: heightLog2, point: zeta).nextPoint
        }
    }

    /// Powers of alpha for the constraints of each chip with rows, each chip beginning behind the
    /// one before.
    public func constraintPowers<Cubic: CubicValue>(
        of alpha: Cubic, _ layouts: [ChipLayout]
    ) -> [[Cubic]] {
        var first = Cubic(constant: .one)
        return chips.map { chip in
            var powers = [Cubic]()
            powers.reserveCapacity(layouts[chip].foldedCount)
            for _ in 0..<layouts[chip].foldedCount {
                powers.append(first)
                first = first * alpha
            }
            return powers
        }
    }

    /// The sizes of the FRI proof.
    public func fri(_ parameters: FRIParameters) -> FRIShape {
        FRIShape(commitments: commitments.compactMap { $0 }, parameters: parameters)
    }
}
