import Network
import Riscv
import RiscvCircuits

/// Runs a guest program without a proof.
enum ExecuteCommand {
    static let command = CommandDescription(
        "execute", "Runs a guest program: output, cycles and profile",
        arguments: ["PROGRAM.elf"],
        options: GuestRun.options + [
            OptionDescription(
                "cycles", "LIMIT", "most instructions to run (default 2^30; a proof covers 2^26)"),
            OptionDescription("top", "N", "functions to list (default 20)"),
        ],
        examples: [
            "zklink execute build/guests/Fibonacci.elf --input Examples/Fibonacci/input",
            "zklink execute build/guests/TransitionProgram.elf --input witness --input header --input data",
            "zklink execute build/guests/Fibonacci.elf --input - --output build/words",
        ]
    ) { session in
        let limit = try session.integer("cycles", in: 1...(1 << 36), default: 1 << 30)
        let top = try session.integer("top", in: 1...10_000, default: 20)
        let run = try GuestRun(session, cycleLimit: UInt64(limit))
        let (execution, profile) = try run.profile()
        let report = ExecutionReport(
            execution: execution, functions: Array(profile.entries.prefix(top)),
            regions: profile.regions)
        try run.writeLog(execution.log)
        do {
            try run.check(execution, findings: report.json)
        } catch {
            if !session.console.isJSON { run.console.show(report.json, text: report.text) }
            throw error
        }
        try run.write(output: execution.output.words)
        run.console.show(report.json, text: report.text)
    }
}

/// The report on a run.
private struct ExecutionReport {
    let execution: Execution
    let functions: [ExecutionProfile.Entry]
    let regions: [ExecutionProfile.Region]

    private var output: GuestOutput { GuestOutput(execution.output.words) }

    var json: JSON {
        [
            "outcome": .string(outcome.name), "exitCode": outcome.exitCode,
            "cycles": .integer(execution.cycleCount), "output": output.json,
            "log": .string(String(decoding: execution.log, as: UTF8.self)),
            "functions": .array(
                functions.map {
                    [
                        "name": .string(SymbolName.readable($0.name)),
                        "cycles": .integer($0.cycleCount), "calls": .integer($0.entryCount),
                    ]
                }),
            "regions": .array(
                regions.map {
                    [
                        "name": .string($0.name), "cycles": .integer($0.cycleCount),
                        "count": .integer($0.count),
                    ]
                }),
        ]
    }

    var text: String {
        let total = Double(max(execution.cycleCount, 1))
        func share(_ cycles: UInt64) -> String {
            let percent = Decimal.tenths((Double(cycles) / total * 1_000).rounded() / 10)
            return "\(percent) %  \(cycles)"
        }
        let parts = regions.map { region in
            let each = region.cycleCount / max(region.count, 1)
            return "\(share(region.cycleCount))  region \(region.name): "
                + "\(region.count) times, \(each) each"
        }
        let shares = functions.map {
            "\(share($0.cycleCount))  \(SymbolName.readable($0.name))"
        }
        return
            (["\(outcome.text) after \(execution.cycleCount) cycles"] + output.lines + parts
            + shares)
            .joined(separator: "\n")
    }

    private var outcome: (name: String, exitCode: JSON, text: String) {
        switch execution.outcome {
        case .exited(let code): ("exited", .integer(code), "exit code \(code)")
        case .trapped: ("trapped", .null, "trapped")
        case .cycleLimitReached: ("cycleLimit", .null, "stopped")
        }
    }
}
