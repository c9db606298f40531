import Foundation
import Riscv
import RiscvCircuits

/// Proofs of a guest program at two sizes, beside the kernels and their plain references.
struct ProgramBenchmark {
    private static let sizes = [18, 20]

    /// Runs everything; `executable` is this program, which measures each size in a process of
    /// its own.
    static func run(executable: String) throws -> [String: Any] {
        var report: [String: Any] = [:]
        for (name, value) in kernels() { report[name] = value }
        note("executor")
        report["executor_minstr_per_second"] = try executorSpeed()
        for size in sizes {
            note("a proof of 2^\(size) cycles")
            let part = try child(executable, cyclesLog2: size)
            report["proof_2p\(size)"] = part
            report["seconds_2p\(size)_cycles"] = part["seconds"]
            report["processor_seconds_2p\(size)_cycles"] = part["processor_seconds"]
            report["peak_gib_2p\(size)"] = part["peak_gib"]
            for kind in ["seconds", "processor_seconds"] {
                for (group, value) in part["group_\(kind)"] as? [String: Any] ?? [:] {
                    report["stage_\(group)_\(kind)_2p\(size)"] = value
                }
            }
            // The larger size comes last and is what counts.
            for key in [
                "cells_per_second_per_core", "cells_per_cycle", "verify_ms", "proof_bytes",
                "security_bits_provable",
            ] { report[key] = part[key] }
        }
        // Other work on the machine lengthens seconds, but hardly processor seconds.
        var load = [0.0, 0.0, 0.0]
        getloadavg(&load, 3)
        report["load_average"] = load[0]
        report["processors"] = ProcessInfo.processInfo.activeProcessorCount
        return report
    }

    private static func kernels() -> [(String, Double)] {
        note("transforms, hashes, extension and tree")
        var measurement = Measurement(isQuick: false)
        measurement.measureKernels()
        var figures = measurement.figures.map { ($0.name, $0.value) }
        note("constraints")
        figures += ConstraintMeasurement().figures
        return figures
    }

    /// Millions of instructions a second of the ledger, the best of five runs.
    private static func executorSpeed() throws -> Double {
        let workload = try LedgerWorkload()
        let input = LedgerWorkload.input(transferCount: 60_000)
        var best = 0.0
        for _ in 0..<5 {
            let start = ProcessTime.now
            let execution = try workload.program.execute(
                input: input, precompiles: RiscvMachine.precompiles)
            best = max(best, Double(execution.cycleCount) / (ProcessTime.now - start).busy)
        }
        return best / 1e6
    }

    private static func child(
        _ executable: String, cyclesLog2: Int
    ) throws -> [String: Any] {
        let process = Process()
        let output = Pipe()
        // setpriv(1) has the kernel kill the child when this process ends in any way.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL", "--", executable, "program", "\(cyclesLog2)"]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0,
            let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { throw CocoaError(.executableLoad) }
        return object
    }

    private static func note(_ text: String) {
        FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
    }
}

/// An object of numbers and texts as sorted JSON.
func jsonText(_ report: [String: Any]) throws -> String {
    let data = try JSONSerialization.data(
        withJSONObject: report, options: [.prettyPrinted, .sortedKeys])
    return String(decoding: data, as: UTF8.self)
}
