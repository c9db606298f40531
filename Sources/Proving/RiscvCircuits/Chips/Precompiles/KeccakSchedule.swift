import Hashing
import Riscv

/// The rows of a permutation: 20 for each of 24 rounds, four for each coordinate x from 0 to 4.
///
/// A lane has four quarters of 16 bits, the lowest first. Row 20 round + 4 x + quarter does theta,
/// rho and pi of that quarter of the lanes (x, 0) to (x, 4), slots 0 to 4, and chi and iota of it
/// of the lanes (0, y) to (4, y) with y = x, slots 0 to 4, in the same round.
public enum KeccakSchedule {
    /// What the schedule says of a row.
    public enum Member: Int, CaseIterable, Sendable {
        /// For each slot of theta the place, 5 step + slot, of the quarter for chi that it becomes.
        case target0, target1, target2, target3, target4
        /// Whether x is 0, 1, 2, 3 or 4; one in each row.
        case isX0, isX1, isX2, isX3, isX4
        /// The quarter of the round constant in rows of y = 0, else zero.
        case constant
        /// Whether the row accesses memory, the word with the number of its step.
        case isAccess
        /// The place, 5 step + slot of theta in round 0, of the lower half of that word.
        case wordPlace
        /// Whether the row is the last.
        case isLast

        /// The place of a slot.
        static func target(_ slot: Int) -> Member { Member(rawValue: slot) ?? .target0 }
        /// Whether x has a value.
        static func isX(_ x: Int) -> Member { Member(rawValue: 5 + x) ?? .isX0 }

        /// The flags, all zero in padding.
        static let flags: [Member] = [.isX0, .isX1, .isX2, .isX3, .isX4, .isAccess, .isLast]
    }

    /// Rounds of a permutation.
    public static let roundCount = 24
    /// Quarters of a lane.
    public static let quarterCount = 4
    /// Rows of a round.
    public static let roundRowCount = 5 * quarterCount
    /// Rows of a call.
    public static let count = roundCount * roundRowCount
    /// Words of a state.
    public static let wordCount = 50

    /// The place of step 0 among the rows of `ScheduleChip`.
    static let start = ProductDivisionChip.scheduleStart + ProductDivisionChip.rowCount

    /// The row of a quarter of lanes.
    static func step(round: Int, x: Int, quarter: Int) -> Int {
        round * roundRowCount + x * quarterCount + quarter
    }

    /// Rotations of lane (x, y) at x + 5 y (Keccak reference, version 3.0, section 1.2).
    public static let rotations: [Int] = {
        var rotations = [Int](repeating: 0, count: 25)
        var (x, y) = (1, 0)
        for step in 0..<24 {
            rotations[x + 5 * y] = (step + 1) * (step + 2) / 2 % 64
            (x, y) = (y, (2 * x + 3 * y) % 5)
        }
        return rotations
    }()

    /// The schedule, made at each call.
    static var schedule: Schedule {
        var rows = [[UInt32]]()
        for round in 0..<roundCount {
            for x in 0..<5 {
                for quarter in 0..<quarterCount { rows.append(row(round, x, quarter)) }
            }
        }
        return Schedule(.keccakPermute, start: start, rows: rows)
    }

    private static func row(_ round: Int, _ x: Int, _ quarter: Int) -> [UInt32] {
        var members = [UInt32](repeating: 0, count: Member.allCases.count)
        for y in 0..<5 {
            // Lane (x, y) moves to (y, 2 x + 3 y), rotated: into slot y of chi of that plane.
            let moved = (quarter + rotations[x + 5 * y] / 16) % quarterCount
            let target = step(round: round, x: (2 * x + 3 * y) % 5, quarter: moved)
            members[Member.target(y).rawValue] = UInt32(5 * target + y)
        }
        members[Member.isX(x).rawValue] = 1
        if x == 0 {
            let constant = Keccak256.roundConstants[round] >> UInt64(16 * quarter)
            members[Member.constant.rawValue] = UInt32(truncatingIfNeeded: constant & 0xffff)
        }
        let word = step(round: round, x: x, quarter: quarter)
        if word < wordCount {
            let lane = word / 2
            let first = step(round: 0, x: lane % 5, quarter: 2 * (word % 2))
            members[Member.isAccess.rawValue] = 1
            members[Member.wordPlace.rawValue] = UInt32(5 * first + lane / 5)
        }
        members[Member.isLast.rawValue] = word == count - 1 ? 1 : 0
        return members
    }
}
