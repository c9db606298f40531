import Commitments
import Constraints
import FRI
import Fields
import Polynomials
import StarkVerifier

/// The columns of a proof committed to before its quotient, by chip.
struct CommittedColumns<Tree: TreeHasher> {
    /// Chips with rows, and their heights.
    let shape: ProofShape
    /// Columns of the proving key.
    let fixed: CommittedTables<Tree>?
    /// Traces.
    let main: CommittedTables<Tree>
    /// Partial and cumulative sums of the buses.
    let bus: CommittedTables<Tree>?
    /// Terminal sum of each chip with bus traffic.
    let terminalSums: [CubicExtension]

    /// Extended tables of a chip with rows.
    func tables(of chip: Int) -> RowTables {
        func table(_ committed: CommittedTables<Tree>?, _ chips: [Int]) -> Matrix? {
            chips.firstIndex(of: chip).flatMap { committed?.tables[$0] }
        }
        guard let main = table(main, shape.chips) else {
            preconditionFailure("a chip without rows has no tables")
        }
        return RowTables(
            main: main, fixed: table(fixed, shape.fixedChips), bus: table(bus, shape.busChips))
    }

    /// Terminal sum of a chip, zero if it has no bus traffic.
    func terminalSum(of chip: Int) -> CubicExtension {
        shape.busChips.firstIndex(of: chip).map { terminalSums[$0] } ?? .zero
    }

    /// All commitments with the points at which FRI opens them.
    func openings(
        with quotient: CommittedTables<Tree>, layouts: [ChipLayout], at zeta: CubicExtension
    ) -> [OpeningBatch<Tree>] {
        let commitments = [fixed, main, bus, quotient].compactMap { $0 }
        return zip(commitments, shape.openedPlaces(layouts)).map { committed, tables in
            OpeningBatch(
                committed: committed,
                points: tables.map { places in
                    places.map {
                        OpenedPoint(shape.point($0.place, zeta: zeta), columns: $0.columns)
                    }
                })
        }
    }

    /// The claims about these openings, sorted by chips with rows.
    func chipOpenings(_ claims: [BatchClaim<Tree>]) -> [ChipOpening] {
        var openings = shape.heightsLog2.map { _ in ChipOpening() }
        var rest = claims[...]
        if fixed != nil, let claim = rest.popFirst() {
            for (chip, table) in zip(shape.fixedChips, claim.tables) {
                openings[chip].fixed = table[0].values
            }
        }
        if let claim = rest.popFirst() {
            for (chip, table) in zip(shape.chips, claim.tables) {
                openings[chip].main = table[0].values
                openings[chip].mainNext = table.dropFirst().first?.values ?? []
            }
        }
        if bus != nil, let claim = rest.popFirst() {
            for (chip, table) in zip(shape.busChips, claim.tables) {
                openings[chip].bus = table[0].values
                openings[chip].busNext = table[1].values
            }
        }
        return shape.chips.map { openings[$0] }
    }
}
