public import Constraints

/// A list of chips as a type, so that one generic function serves each chip without existentials.
///
/// Lists are written from the first chip: `NoChips.And<ProcessorChip>.And<ProgramChip>`.
public protocol ChipList: Sendable {
    /// The number of chips.
    static var count: Int { get }

    /// Visits every chip in order.
    static func visit<Visitor: ChipVisitor>(_ visitor: inout Visitor)

    /// Describes the chip with an index; nothing for an index outside of the list.
    static func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder)
}

/// Visits the chips of a list one by one.
public protocol ChipVisitor {
    /// Visits the next chip.
    mutating func visit<Visited: MachineChip>(_ chip: Visited.Type)
}

extension ChipList {
    /// This list with one more chip at the end.
    public typealias And<Last: MachineChip> = Chips<Self, Last>
}

/// The empty list.
public enum NoChips: ChipList {
    /// Always 0.
    public static var count: Int { 0 }
    /// Visits no chip.
    public static func visit<Visitor: ChipVisitor>(_ visitor: inout Visitor) {}
    /// Describes no chip.
    public static func describe<Builder: ConstraintBuilder>(
        chip: Int, to builder: inout Builder
    ) {}
}

/// A list and one more chip.
public enum Chips<Rest: ChipList, Last: MachineChip>: ChipList {
    /// The number of chips.
    public static var count: Int { Rest.count + 1 }

    /// Visits every chip in order.
    public static func visit<Visitor: ChipVisitor>(_ visitor: inout Visitor) {
        Rest.visit(&visitor)
        visitor.visit(Last.self)
    }

    /// Describes the chip with an index.
    public static func describe<Builder: ConstraintBuilder>(
        chip: Int, to builder: inout Builder
    ) {
        if chip == Rest.count {
            Last.describe(to: &builder)
        } else {
            Rest.describe(chip: chip, to: &builder)
        }
    }
}
