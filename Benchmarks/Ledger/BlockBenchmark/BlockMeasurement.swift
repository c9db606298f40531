import BenchmarkMarket
import Bytes
import Riscv
import RiscvCircuits
import Transition

/// Runs the guest program of a part and counts its cycles.
struct BlockMeasurement {
    /// The run did not end as the host says.
    struct Disagreement: Error {}

    /// Cycles and calls of a function for each operation.
    struct Function {
        let name: String
        let cycles: Double
        let calls: Double
    }

    let program: Program

    private func executor(of part: MarketPart) throws -> Executor {
        var input = WordStream(words: [UInt32(part.witness.count * 4)])
        input.append(words: part.witness)
        input.append(frame: part.start.encoded)
        input.append(frame: part.encoded.data)
        input.append(frame: part.encoded.authorizations)
        input.append(frame: [1])
        return try Executor(program, input: input, precompiles: RiscvMachine.precompiles)
    }

    /// Calls of a function for each operation, with the sum of their lengths, by caller.
    func callers(
        of function: String, in part: MarketPart, _ count: Int
    ) throws -> [(name: String, calls: Double, bytes: Double)] {
        guard var profiler = CallerProfiler(program, function: function) else { return [] }
        var executor = try executor(of: part)
        _ = executor.run(observer: &profiler)
        return profiler.calls.sorted { $0.value.argument > $1.value.argument }.map {
            (
                $0.key, Double($0.value.count) / Double(count),
                Double($0.value.argument) / Double(count)
            )
        }
    }

    /// Executions of each instruction of a function for each operation, in order.
    func addresses(
        of function: String, in part: MarketPart, _ count: Int
    ) throws -> [(address: UInt32, count: Double)] {
        guard var profiler = AddressProfiler(program, function: function) else { return [] }
        var executor = try executor(of: part)
        _ = executor.run(observer: &profiler)
        return profiler.counts.sorted { $0.key < $1.key }
            .map { ($0.key, Double($0.value) / Double(count)) }
    }

    /// Figures for each operation of a part, and the functions with their cycles.
    func measure(
        _ part: MarketPart, _ count: Int
    ) throws -> (figures: [String: Double], functions: [Function]) {
        var executor = try executor(of: part)
        var profiler = Profiler(program)
        guard executor.run(observer: &profiler) == .exited(code: 0),
            executor.output.frames == [part.start.digest.array + part.end.digest.array]
        else { throw Disagreement() }
        let profile = profiler.profile
        func each(_ total: UInt64) -> Double {
            (Double(total) / Double(count) * 10).rounded() / 10
        }
        var figures = ["cycles": each(profile.cycleCount)]
        figures["witness_words"] = each(UInt64(part.witness.count))
        figures["data_bytes"] = each(UInt64(part.encoded.data.count))
        for region in profile.regions {
            let cycles = Double(region.cycleCount) / Double(max(region.count, 1))
            figures["cycles_\(region.name)"] = (cycles * 10).rounded() / 10
        }
        for entry in profile.hostCalls {
            figures["calls_\(entry.call.rawValue)"] = each(entry.count)
        }
        return (
            figures,
            profile.entries.map {
                Function(
                    name: $0.name, cycles: each($0.cycleCount), calls: each($0.entryCount))
            }
        )
    }
}
