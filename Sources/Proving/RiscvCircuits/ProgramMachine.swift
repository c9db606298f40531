public import Constraints
import Fields
public import Riscv

/// A machine that runs RV32IMC programs: a list of chips, from which all its properties follow.
public protocol ProgramMachine: Machine {
    /// The chips in the order of proofs.
    associatedtype List: ChipList

    /// The machine; it has no state.
    init()

    /// The machine with its layouts and the digest of its description.
    ///
    /// Machines that are used often keep it.
    static func checked() throws(MachineError) -> CheckedMachine<Self>
}

extension ProgramMachine {
    /// The sizes of all chips.
    public var chips: [ChipShape] { Self.properties.shapes }

    /// The buses of messages of the statement.
    public var publicBuses: [Bus] { Self.properties.publicBuses }

    /// Describes one chip.
    public func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        List.describe(chip: chip, to: &builder)
    }

    /// Computes the checked machine at each call.
    public static func checked() throws(MachineError) -> CheckedMachine<Self> {
        try CheckedMachine(Self())
    }
}

extension ProgramMachine {
    fileprivate static var properties: ChipProperties {
        var properties = ChipProperties()
        List.visit(&properties)
        return properties
    }

    /// Source of the number of rows of each chip.
    public static var heights: [ChipHeight] { properties.heights }

    /// The precompiles that the chips prove, and that programs of this machine may call.
    public static var precompiles: [Precompile] { properties.precompiles }

    /// The index of a chip in proofs, `nil` for a chip that the machine does not have.
    public static func index<Chip: MachineChip>(of chip: Chip.Type) -> Int? {
        var visitor = Search<Chip>()
        List.visit(&visitor)
        return visitor.found
    }

    /// The statement of a claim.
    public static func statement(_ claim: RunClaim) -> Statement {
        var visitor = StatementVisitor(claim: claim)
        List.visit(&visitor)
        return visitor.statement
    }

    /// The rows of the first chip that has fewer than the claim needs, and the number needed.
    ///
    /// A chip without a height has no rows. `nil` if all chips have enough.
    static func tooShort(_ heightsLog2: [Int?], for claim: RunClaim) -> (rows: Int, needed: Int)? {
        var visitor = RowCountVisitor(claim: claim)
        List.visit(&visitor)
        for (needed, heightLog2) in zip(visitor.minimumRowCounts, heightsLog2) {
            let rows = heightLog2.map { 1 << $0 } ?? 0
            if rows < needed { return (rows, needed) }
        }
        return nil
    }
}

/// The properties of all chips that depend on the machine alone.
private struct ChipProperties: ChipVisitor {
    var shapes: [ChipShape] = []
    var publicBuses: [Bus] = []
    var heights: [ChipHeight] = []
    var precompiles: [Precompile] = []

    mutating func visit<Visited: MachineChip>(_ chip: Visited.Type) {
        shapes.append(Visited.shape)
        publicBuses += Visited.publicBuses
        heights.append(Visited.height)
        precompiles += Visited.precompiles
    }
}

private struct Search<Chip: MachineChip>: ChipVisitor {
    var index = 0
    var found: Int?

    mutating func visit<Visited: MachineChip>(_ chip: Visited.Type) {
        if Visited.self == Chip.self { found = index }
        index += 1
    }
}

private struct StatementVisitor: ChipVisitor {
    let claim: RunClaim
    var statement = Statement(publicValues: [])

    mutating func visit<Visited: MachineChip>(_ chip: Visited.Type) {
        statement.publicValues.append(Visited.publicValues(claim))
        statement.messages += Visited.messages(claim)
    }
}

private struct RowCountVisitor: ChipVisitor {
    let claim: RunClaim
    var minimumRowCounts: [Int] = []

    mutating func visit<Visited: MachineChip>(_ chip: Visited.Type) {
        minimumRowCounts.append(Visited.minimumRowCount(claim))
    }
}
