import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvProver
import Testing

/// The trace of calls of a chip's one precompile, and whether it is accepted.
struct CallScene<Tested: ProvableChip> {
    var trace: Matrix

    init(_ records: [HostCallRecord]) throws {
        let call = try #require(Tested.precompiles.first).call
        let traces = try HostCallScene.traces { $0.calls[call] = records }
        trace = try #require(traces[Part(Tested.self).rawValue])
    }

    /// The names of constraints that fail, and the tuples that do not cancel but true lookups.
    var faults: (constraints: Set<String>, traffic: Set<[UInt64]>) {
        let traffic = SingleChip<Tested>.traffic(trace).map { [UInt64($0.bus)] + $0.tuple }
        return (
            Set(SingleChip<Tested>.failures(trace)),
            Set(traffic.filter { FixedTables.contain($0) != true })
        )
    }

    /// The constraints that fail, and the buses with tuples that no table has or that do not
    /// cancel; what the rest of the machine balances is left out.
    var refusals: Set<String> {
        let faults = faults
        let outer = [MachineBus.memory, MachineBus.operation].map { UInt64($0.number) }
        let buses = faults.traffic.compactMap { $0.first }.filter { !outer.contains($0) }
        return faults.constraints.union(buses.map { "bus \($0)" })
    }

    /// Whether nothing refuses a trace that should move what the calls do.
    func areAccepted(as records: [HostCallRecord]) -> Bool {
        let faults = faults
        return faults.constraints.isEmpty && faults.traffic == Self.traffic(records)
    }

    /// The tuples of calls on the buses of memory and operations.
    static func traffic(_ records: [HostCallRecord], number: UInt32? = nil) -> Set<[UInt64]> {
        guard let precompile = Tested.precompiles.first else { return [] }
        let ticks = precompile.regions.flatMap {
            [UInt32](repeating: $0.tick, count: $0.wordCount)
        }
        return records.reduce(into: []) { result, record in
            result.formUnion(
                HostCallScene.traffic(number ?? precompile.call.rawValue, record) { ticks[$0] })
        }
    }

    /// The rows of the trace in another order or number.
    func rows(_ rows: some Sequence<Int>) -> CallScene {
        var other = self
        other.trace = Matrix(
            width: trace.width, elements: rows.flatMap { Array(trace.row($0)) })
        return other
    }
}
