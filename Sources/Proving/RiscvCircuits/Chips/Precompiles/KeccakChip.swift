public import Constraints
import Hashing
public import Riscv

extension HostCall {
    /// Permutes the state of Keccak-f[1600] at a0 in place: 25 lanes, (x, y) at x + 5 y, each two
    /// words, the lower one first.
    public static let keccakPermute = HostCall(rawValue: 9)
}

extension Precompile {
    /// The permutation Keccak-f[1600].
    public static var keccakPermute: Precompile {
        Precompile(
            .keccakPermute,
            regions: [
                Region(
                    .a0, wordCount: KeccakSchedule.wordCount, .update, tick: HostTick.write)
            ]
        ) { words in
            var lanes = InlineArray<25, UInt64> {
                UInt64(words[2 * $0]) | UInt64(words[2 * $0 + 1]) << 32
            }
            Keccak256.permute(&lanes)
            for lane in 0..<25 {
                words[2 * lane] = UInt32(truncatingIfNeeded: lanes[lane])
                words[2 * lane + 1] = UInt32(truncatingIfNeeded: lanes[lane] >> 32)
            }
        }
    }
}

/// Permutations of Keccak-f[1600] with their memory: 480 rows for each, 16 bits of ten lanes a row.
///
/// The Keccak reference, version 3.0, section 1.2. `KeccakSchedule` has the order of rows. Bytes
/// are looked up with their AND, x XOR y = x + y - 2 (x AND y). Quarters of lanes go from row to
/// row on the lane bus, each sent once and received as often, so no row depends on when another
/// does its part; only the bits that a rotation moves from one quarter to the next pass between
/// neighbours.
///
/// The rows are a ring, the first follows the last: no constraint depends on where a call begins.
public enum KeccakChip: MachineChip {
    /// A column; groups have one for each slot, and within it for each byte.
    public struct Column: ChipColumn {
        /// The number of the column.
        public let rawValue: Int

        /// The column of a number.
        public init?(rawValue: Int) {
            guard (0..<Self.end).contains(rawValue) else { return nil }
            self.rawValue = rawValue
        }

        private init(_ start: Int, _ offset: Int = 0) { rawValue = start + offset }
    }

    /// Lanes that a row works on, of each kind.
    public static let slotCount = 5
    /// Rotations of a row: those of the slots, and the one of a column parity by one bit.
    public static let rotationCount = slotCount + 1
    /// The slot of the column parity among rotations.
    public static let paritySlot = slotCount

    /// The rows of a call.
    public static var schedule: Schedule { KeccakSchedule.schedule }

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "keccak", mainWidth: Column.end, isOptional: true)
    }

    /// The permutation.
    public static var precompiles: [Precompile] { [.keccakPermute] }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let row = KeccakRow(this: builder)
        let next = KeccakRow(next: builder)
        describePosition(row, next, to: &builder)
        describeRotations(row, next, to: &builder)
        describeTheta(row, to: &builder)
        describeChi(row, to: &builder)
        describeLanes(row, to: &builder)
        describeAccess(row, to: &builder)
    }
}

extension KeccakChip.Column {
    private static let thetaStart = 4 + KeccakSchedule.Member.allCases.count
    private static let upperStart = thetaStart + 35
    private static let chiStart = upperStart + 3 * KeccakChip.rotationCount + KeccakChip.slotCount
    private static let accessStart = chiStart + 34
    /// The number of columns.
    static let end = accessStart + 6

    /// The number of the row in its call.
    public static var step: Self { Self(0) }
    /// The clock of the processor's row.
    public static var clock: Self { Self(1) }
    /// The first cell of the state.
    public static var stateCell: Self { Self(2) }
    /// Register a1, which the call ignores.
    public static var argument: Self { Self(3) }
    /// What the schedule says of the row.
    public static func scheduled(_ member: KeccakSchedule.Member) -> Self {
        Self(4, member.rawValue)
    }

    /// A byte of the lane of a slot before theta.
    public static func before(_ slot: Int, _ byte: Int) -> Self {
        Self(thetaStart, 2 * slot + byte)
    }
    /// A byte of the parity of the lanes of slots below one, from 1 to 4, AND the lane of that
    /// slot.
    public static func parityAnd(_ slot: Int, _ byte: Int) -> Self {
        Self(thetaStart + 10, 2 * (slot - 1) + byte)
    }
    /// A byte of the lane of a slot AND what theta changes.
    public static func changeAnd(_ slot: Int, _ byte: Int) -> Self {
        Self(thetaStart + 18, 2 * slot + byte)
    }
    /// A byte of the parity of column x - 1.
    public static func previousParity(_ byte: Int) -> Self { Self(thetaStart + 28, byte) }
    /// A byte of the rotated parity of column x + 1.
    public static func rotatedParity(_ byte: Int) -> Self { Self(thetaStart + 30, byte) }
    /// A byte of the AND of both.
    public static func paritiesAnd(_ byte: Int) -> Self { Self(thetaStart + 32, byte) }
    /// The quarter of the parity of column x + 1.
    public static var nextParity: Self { Self(thetaStart + 34) }

    /// The quarter that is rotated with zeros for the bits that stay in it.
    public static func upper(_ slot: Int) -> Self { Self(upperStart, slot) }
    /// That of the quarter below it, of the highest one for the lowest.
    public static func upperBelow(_ slot: Int) -> Self {
        Self(upperStart + KeccakChip.rotationCount, slot)
    }
    /// That of the highest quarter.
    public static func upperOfLast(_ slot: Int) -> Self {
        Self(upperStart + 2 * KeccakChip.rotationCount, slot)
    }
    /// The rotated quarter of a slot.
    public static func rotated(_ slot: Int) -> Self {
        Self(upperStart + 3 * KeccakChip.rotationCount, slot)
    }

    /// A byte of the lane of a slot before chi.
    public static func input(_ slot: Int, _ byte: Int) -> Self { Self(chiStart, 2 * slot + byte) }
    /// A byte of NOT the lane after a slot AND the one after that.
    public static func masked(_ slot: Int, _ byte: Int) -> Self {
        Self(chiStart + 10, 2 * slot + byte)
    }
    /// A byte of the lane of a slot AND that.
    public static func inputAnd(_ slot: Int, _ byte: Int) -> Self {
        Self(chiStart + 20, 2 * slot + byte)
    }
    /// A byte of the round constant.
    public static func constant(_ byte: Int) -> Self { Self(chiStart + 30, byte) }
    /// A byte of it AND the lane of slot 0 after chi.
    public static func constantAnd(_ byte: Int) -> Self { Self(chiStart + 32, byte) }

    /// A half of the word of memory of the row before the call, 0 the lower one.
    public static func wordBefore(_ half: Int) -> Self { Self(accessStart, half) }
    /// A half of it after the call.
    public static func wordAfter(_ half: Int) -> Self { Self(accessStart + 2, half) }
    /// The lower limb of the gap since the access before to it.
    public static var gapLow: Self { Self(accessStart + 4) }
    /// The upper limb.
    public static var gapHigh: Self { Self(accessStart + 5) }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0) } }
}
