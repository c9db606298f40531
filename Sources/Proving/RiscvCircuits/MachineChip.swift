public import Constraints
public import Fields
public import Riscv

/// A chip with its properties for machines, keys and statements.
///
/// Trace filling is added by `ProvableChip` of the module RiscvProver.
public protocol MachineChip: Chip {
    /// Source of the number of rows.
    static var height: ChipHeight { get }

    /// The buses on which the statement exchanges messages with this chip.
    static var publicBuses: [Bus] { get }

    /// The precompiles that this chip proves.
    static var precompiles: [Precompile] { get }

    /// The public values, `shape.publicCount` of them.
    static func publicValues(_ claim: RunClaim) -> [Goldilocks]

    /// The messages of the statement on `publicBuses`.
    static func messages(_ claim: RunClaim) -> [BusMessage]

    /// The least number of rows of a trace that proves the claim.
    static func minimumRowCount(_ claim: RunClaim) -> Int
}

extension MachineChip {
    /// As many rows as the run needs.
    public static var height: ChipHeight { .run }
    /// No bus.
    public static var publicBuses: [Bus] { [] }
    /// No precompile.
    public static var precompiles: [Precompile] { [] }
    /// No public value.
    public static func publicValues(_ claim: RunClaim) -> [Goldilocks] { [] }
    /// No message.
    public static func messages(_ claim: RunClaim) -> [BusMessage] { [] }
    /// No row.
    public static func minimumRowCount(_ claim: RunClaim) -> Int { 0 }
}

/// Source of the number of rows of a chip.
public enum ChipHeight: Sendable, Equatable {
    /// The run; the chip has no fixed columns.
    case run
    /// The number of instructions of the program.
    case program
    /// The number of words of the image.
    case image
    /// A constant: 2^log2 rows in every proof.
    case constant(log2: Int)
}
