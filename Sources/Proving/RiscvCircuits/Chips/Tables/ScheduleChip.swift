public import Constraints
public import Riscv

/// What the rows of one call of a precompile do, in their order.
///
/// A chip that follows a schedule counts the rows of a call from 0 and looks up what each row does,
/// so that flags and constants of rows need no constraints of their own.
public struct Schedule: Sendable {
    /// The call.
    public let call: HostCall
    /// The place of the first row among the rows of `ScheduleChip`.
    public let start: Int
    /// The members of each row, `ScheduleChip.memberCount` of them; their meaning is the chip's.
    public let rows: [[UInt32]]

    /// A schedule of the given parts; rows are filled with zeros.
    public init(_ call: HostCall, start: Int, rows: [[UInt32]]) {
        self.call = call
        self.start = start
        self.rows = rows.map {
            $0 + [UInt32](repeating: 0, count: ScheduleChip.memberCount - $0.count)
        }
    }
}

/// The schedules of all precompiles, one after the other, in a fixed table that their chips look up.
///
/// A row that no schedule has is zero but for its number; no chip counts as far.
public enum ScheduleChip: MachineChip {
    /// Number of lookups of the row.
    public enum Column: Int, ChipColumn {
        case count
    }

    /// Members of a row.
    public static let memberCount = 14
    /// The logarithm of the number of rows.
    public static let heightLog2 = 10
    /// All schedules; their rows do not overlap.
    public static var schedules: [Schedule] {
        [EcGFp5Chip.schedule, ProductDivisionChip.schedule, KeccakChip.schedule]
    }

    /// The size; the fixed columns are the number of the row and its members.
    public static let shape = ChipShape(
        name: "schedules", mainWidth: Column.allCases.count, fixedWidth: 1 + memberCount)

    /// The same number of rows in every proof.
    public static var height: ChipHeight { .constant(log2: heightLog2) }

    /// Describes the bus traffic of one row; there is no constraint.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let tuple = (0...memberCount).map { builder.fixed($0) }
        builder.receive(
            tuple, on: MachineBus.schedule, multiplicity: builder.this(Column.count))
    }
}

extension ConstraintBuilder {
    /// Looks up a step of the schedule that starts at a place, when the multiplicity is 1.
    ///
    /// Members behind those that are given are zero.
    public mutating func lookUp(
        _ members: [Value], ofStep step: Value, from start: Int, multiplicity: Value
    ) {
        let rest = [Value](repeating: .zero, count: ScheduleChip.memberCount - members.count)
        send(
            [Value(UInt32(start)) + step] + members + rest, on: MachineBus.schedule,
            multiplicity: multiplicity)
    }
}
