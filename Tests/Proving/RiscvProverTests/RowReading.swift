import Constraints
import Fields
import Polynomials
import RiscvCircuits
import Signatures

/// Constraints and tuples of one row of a chip.
struct RowReading {
    /// A tuple on a bus.
    struct Move {
        /// Its place among all transfers of the description.
        let index: Int
        /// The bus's number, then the members.
        let tuple: [UInt64]
        /// Multiplicity; negative for receipts.
        let times: Goldilocks
    }

    /// The values that must be zero, by the names of their constraints.
    fileprivate(set) var constraints: [(name: String, value: Goldilocks)] = []
    /// The tuples with a multiplicity other than zero.
    fileprivate(set) var moves: [Move] = []

    /// A row of a trace.
    init<Tested: Chip>(
        _ chip: Tested.Type, _ trace: Matrix, row: Int, fixed: Matrix? = nil,
        publicValues: [Goldilocks] = []
    ) {
        var builder = ReadingBuilder(
            this: Array(trace.row(row)), next: Array(trace.row((row + 1) % trace.height)),
            fixed: fixed.map { Array($0.row(row)) } ?? [], publicValues: publicValues,
            row: row, height: trace.height, reading: self)
        Tested.describe(to: &builder)
        self = builder.reading
    }

    /// The names of the constraints that fail.
    var failed: [String] {
        constraints.filter { $0.value != .zero }.map(\.name)
    }

    /// Lookups of tuples that a table does not have.
    var impossibleLookups: [Move] {
        moves.filter { FixedTables.contain($0.tuple) == false }
    }

    /// Tuples that no table has.
    var traffic: [Move] {
        moves.filter { FixedTables.contain($0.tuple) == nil }
    }
}

/// The tables of ranges, bytes and powers, by their definitions.
enum FixedTables {
    /// Whether a table has a tuple, `nil` for a bus without a table.
    static func contain(_ tuple: [UInt64]) -> Bool? {
        let members = tuple.dropFirst()
        let (x, y) = (members.first ?? 0, members.dropFirst().first ?? 0)
        switch Bus(UInt32(tuple[0])) {
        case MachineBus.range:
            switch x {
            case 0: return y < 65536
            case 1: return y < 16384
            case 2: return y < 32768
            default: return false
            }
        case MachineBus.bytes: return x < 256 && y < 256 && tuple[3] == x & y
        case MachineBus.bytePair: return x < 256 && y < 256
        case MachineBus.power: return x < 65536 && y == 1 << (x % 32)
        case MachineBus.schedule: return schedules.contains(Array(members))
        case MachineBus.point where x > Goldilocks.modulus - 256:
            return generatorMultiples.contains(Array(members))
        default: return nil
        }
    }

    private static let schedules = Set(
        ScheduleChip.schedules.flatMap { schedule in
            schedule.rows.enumerated().map { step, members in
                [UInt64(schedule.start + step)] + members.map { UInt64($0) }
            }
        })

    /// -1 - window, digit, x and u of 2^(8 window) digit G.
    private static let generatorMultiples: Set<[UInt64]> = {
        var points = [EcGFp5Point]()
        for window in 0..<40 {
            let base = EcGFp5Point.generator.doubled(times: 8 * window)
            points.append(.neutral)
            for _ in 1..<256 { points.append(points[points.count - 1] + base) }
        }
        return Set(
            AffinePoint.normalising(points).enumerated().map { index, point in
                [Goldilocks.modulus - 1 - UInt64(index / 256), UInt64(index % 256)]
                    + point.coordinates.map(\.value)
            })
    }()
}

extension AffinePoint {
    /// The coefficients of x, then those of u.
    var coordinates: [Goldilocks] {
        [x.c0, x.c1, x.c2, x.c3, x.c4, u.c0, u.c1, u.c2, u.c3, u.c4]
    }
}

private struct ReadingBuilder: ConstraintBuilder {
    let this: [Goldilocks]
    let next: [Goldilocks]
    let fixed: [Goldilocks]
    let publicValues: [Goldilocks]
    let row: Int
    let height: Int
    var reading: RowReading
    var transferCount = 0

    func this(_ column: Int) -> Goldilocks { this[column] }
    func next(_ column: Int) -> Goldilocks { next[column] }
    func fixed(_ column: Int) -> Goldilocks { fixed[column] }
    func publicValue(_ index: Int) -> Goldilocks { publicValues[index] }
    var isFirst: Goldilocks { row == 0 ? .one : .zero }
    var isLast: Goldilocks { row == height - 1 ? .one : .zero }
    var isTransition: Goldilocks { row == height - 1 ? .zero : .one }

    mutating func require(_ name: StaticString, zero value: Goldilocks) {
        reading.constraints.append((name.description, value))
    }

    mutating func transfer(
        _ side: BusSide, _ tuple: [Goldilocks], on bus: Bus, multiplicity: Goldilocks
    ) {
        let index = transferCount
        transferCount += 1
        guard multiplicity != .zero else { return }
        reading.moves.append(
            RowReading.Move(
                index: index, tuple: [UInt64(bus.number)] + tuple.map(\.value),
                times: side == .send ? multiplicity : -multiplicity))
    }
}
