public import Constraints
public import Fields

/// The greatest degree of constraints in the recursion machine.
public enum RecursionDegree: Int, Sendable, CaseIterable {
    /// For every blow-up: an S-box x^7 has two columns.
    case three = 3
    /// For a blow-up of 8 at least: an S-box has one column, a partial sum up to eight transfers.
    case nine = 9
}

/// The machine that proves straight-line programs over write-once memory.
///
/// The program is in fixed columns: addresses of what each row reads and writes, and how often each
/// cell is read. A key is the commitment to them.
public struct RecursionMachine: Machine {
    /// The chips in the order of proofs.
    public enum Chip: Int, Sendable, CaseIterable {
        /// Constants and advice.
        case values
        /// a b + c = d.
        case equations
        /// Elements of cells.
        case elements
        /// Hashes of rows, transcripts.
        case sponges
        /// Nodes of trees.
        case compressions
        /// Canonical integers in bits.
        case bits
        /// Entries of tables.
        case tables
        /// Look-ups in tables.
        case lookups
    }

    private static let recorded = RecursionDegree.allCases.map { degree in
        Result { () throws(MachineError) in try CheckedMachine(RecursionMachine(degree)) }
    }

    /// The degree of constraints.
    public let degree: RecursionDegree

    /// The machine of a degree.
    public init(_ degree: RecursionDegree) { self.degree = degree }

    /// The machine with its layouts and the digest of its description, made once.
    public static func checked(
        _ degree: RecursionDegree
    ) throws(MachineError) -> CheckedMachine<RecursionMachine> {
        try recorded[degree == .three ? 0 : 1].get()
    }

    /// Greatest degree of constraints.
    public var degreeLimit: Int { degree.rawValue }

    /// Memory: the statement reads the public cells.
    public var publicBuses: [Bus] { [RecursionBus.memory] }

    /// The statement of a proof with the four elements of each public cell: each is read once, at
    /// the first addresses.
    public static func statement(publicCells: [[Goldilocks]]) -> Statement {
        Statement(
            publicValues: Chip.allCases.map { _ in [] },
            messages: publicCells.enumerated().map { address, cell in
                BusMessage(
                    .receive, on: RecursionBus.memory, [Goldilocks(UInt32(address))] + cell)
            })
    }

    /// The sizes of all chips.
    public var chips: [ChipShape] {
        Chip.allCases.map { chip in
            switch chip {
            case .values: ValueChip.shape
            case .equations: EquationChip.shape
            case .elements: ElementChip.shape
            case .sponges: SpongeChip.shape(degree)
            case .compressions: CompressionChip.shape(degree)
            case .bits: BitChip.shape
            case .tables: TableChip.shape
            case .lookups: LookupChip.shape
            }
        }
    }

    /// Describes one chip; nothing for an index that is none.
    public func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        switch Chip(rawValue: chip) {
        case .values: ValueChip.describe(to: &builder)
        case .equations: EquationChip.describe(to: &builder)
        case .elements: ElementChip.describe(to: &builder)
        case .sponges: SpongeChip.describe(to: &builder, degree)
        case .compressions: CompressionChip.describe(to: &builder, degree)
        case .bits: BitChip.describe(to: &builder)
        case .tables: TableChip.describe(to: &builder)
        case .lookups: LookupChip.describe(to: &builder)
        case nil: break
        }
    }
}
