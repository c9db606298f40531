import Constraints
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport

/// Host calls on memory of the test's choice, without a run around them.
struct HostCallScene {
    /// The traces of all chips for a record that the body fills.
    static func traces(_ fill: (inout ExecutionRecord) -> Void) throws -> [Matrix?] {
        var record = ExecutionRecord(firstWord: 0)
        fill(&record)
        return RiscvMachine.traces(
            RecordedRun(record, of: try Program(words: Assembly.call(0))), workers: .serial)
    }

    /// The accesses to words at an address; the times before differ from word to word.
    static func accesses(
        at address: UInt32, before: [UInt32], after: [UInt32], clock: UInt32
    ) -> [MemoryAccess] {
        before.indices.map { index in
            MemoryAccess(
                cell: UInt64(address / 4) + UInt64(index), before: before[index],
                after: after[index], previousTime: clock / UInt32(index % 3 + 1) &- 8)
        }
    }

    /// Tuples of a call on the buses of memory and operations.
    ///
    /// A tuple sent at one time and received at another cancels.
    static func traffic(
        _ number: UInt32, _ call: HostCallRecord, time: (Int) -> UInt32
    ) -> Set<[UInt64]> {
        var traffic: Set<[UInt64]> = [
            [
                UInt64(MachineBus.operation.number), 44, UInt64(call.clock), UInt64(number),
                UInt64(call.argument0), UInt64(call.argument1), UInt64(call.argument1),
            ]
        ]
        let bus = UInt64(MachineBus.memory.number)
        for (index, access) in call.accesses.enumerated() {
            let time = UInt64(call.clock + time(index))
            traffic.formSymmetricDifference([
                [bus, access.cell, UInt64(access.before), UInt64(access.previousTime)]
            ])
            traffic.formSymmetricDifference([
                [bus, access.cell, UInt64(access.after), time]
            ])
        }
        return traffic
    }
}

extension SingleChip {
    /// Tuples of a trace without lookups, and whether all lookups are in the tables.
    ///
    /// `nil` when a constraint fails.
    static func accepted(_ trace: Matrix) -> (traffic: Set<[UInt64]>, lookupsHold: Bool)? {
        guard failures(trace).isEmpty else { return nil }
        var traffic = Set<[UInt64]>()
        var lookupsHold = true
        for (bus, tuple) in self.traffic(trace) {
            if bus == MachineBus.range.number {
                lookupsHold = lookupsHold && tuple[0] == 0 && tuple[1] < 1 << 16
            } else {
                traffic.insert([UInt64(bus)] + tuple)
            }
        }
        return (traffic, lookupsHold)
    }

    /// Whether a trace passes all checks and has exactly the given tuples.
    static func accepts(_ trace: Matrix, moving traffic: Set<[UInt64]>) -> Bool {
        guard let accepted = accepted(trace) else { return false }
        return accepted.lookupsHold && accepted.traffic == traffic
    }

    /// Number of lookups of each value of 16 bits by a trace.
    static func lookups16(_ trace: Matrix) -> [UInt64: Int] {
        var counts = [UInt64: Int]()
        for row in 0..<trace.height {
            var builder = RowTransfers(
                this: Array(trace.row(row)),
                next: Array(trace.row((row + 1) % trace.height)))
            Tested.describe(to: &builder)
            for transfer in builder.transfers
            where transfer.bus == MachineBus.range && transfer.multiplicity != .zero {
                counts[transfer.tuple[1].value, default: 0] += 1
            }
        }
        return counts
    }
}

/// Collects the tuples of a row.
private struct RowTransfers: ConstraintBuilder {
    let this: [Goldilocks]
    let next: [Goldilocks]
    var transfers: [(bus: Bus, tuple: [Goldilocks], multiplicity: Goldilocks)] = []

    func this(_ column: Int) -> Goldilocks { this[column] }
    func next(_ column: Int) -> Goldilocks { next[column] }
    func fixed(_ column: Int) -> Goldilocks { .zero }
    func publicValue(_ index: Int) -> Goldilocks { .zero }
    var isFirst: Goldilocks { .zero }
    var isLast: Goldilocks { .zero }
    var isTransition: Goldilocks { .one }

    mutating func require(_ name: StaticString, zero value: Goldilocks) {}

    mutating func transfer(
        _ side: BusSide, _ tuple: [Goldilocks], on bus: Bus, multiplicity: Goldilocks
    ) {
        transfers.append((bus, tuple, multiplicity))
    }
}
