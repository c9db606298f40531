public import Constraints

/// A chip of the recursion machine.
public protocol RecursionChip: Sendable {
    /// The size.
    static var shape: ChipShape { get }

    /// Describes the constraints and the bus traffic of one row.
    ///
    /// Where fixed columns are zero there is no traffic on the bus of memory.
    static func describe<Builder: ConstraintBuilder>(to builder: inout Builder)
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

    private static let recorded = Result { () throws(MachineError) in
        try CheckedMachine(RecursionMachine())
    }

    /// The machine.
    public init() {}

    /// The machine with its layouts and the digest of its description, made once.
    public static func checked() throws(MachineError) -> CheckedMachine<RecursionMachine> {
        try recorded.get()
    }

    /// The sizes of all chips.
    public var chips: [ChipShape] {
        Chip.allCases.map { chip in
            switch chip {
            case .values: ValueChip.shape
            case .equations: EquationChip.shape
            case .elements: ElementChip.shape
            case .sponges: SpongeChip.shape
            case .compressions: CompressionChip.shape
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
        case .sponges: SpongeChip.describe(to: &builder)
        case .compressions: CompressionChip.describe(to: &builder)
        case .bits: BitChip.describe(to: &builder)
        case .tables: TableChip.describe(to: &builder)
        case .lookups: LookupChip.describe(to: &builder)
        case nil: break
        }
    }
}
