import Bytes
import Network
import Riscv
import RiscvCircuits

/// Commands for guest programs.
enum GuestCommands {
    static let all = [
        execute, ProveCommand.command, VerifyCommand.command, InspectCommand.command,
        SecurityCommand.command,
    ]

    static let execute = CommandDescription(
        "execute", "Runs a guest program: output, cycles and profile",
        arguments: ["PROGRAM.elf"],
        options: [
            OptionDescription("input", "FILE", "a frame of input; several are read in this order"),
            OptionDescription("top", "N", "functions to list (default 20)"),
        ],
        examples: [
            "zklink execute build/guests/Fibonacci.elf",
            "zklink execute build/guests/TransitionProgram.elf --input witness --input header --input data",
        ]
    ) { session in
        let program = try GuestFiles.program(session.invocation.arguments[0])
        let input = try session.all("input").map(GuestFiles.bytes)
        let top = try session.integer("top", in: 1...10_000, default: 20)
        let (execution, profile) = try program.profile(
            input: WordStream(frames: input), precompiles: RiscvMachine.precompiles)
        let frames = (execution.output.frames ?? []).map { JSON.string("0x" + Hex.encode($0)) }
        let entries = profile.entries.prefix(top)
        let result: JSON = [
            "outcome": .string("\(execution.outcome)"), "cycles": .integer(execution.cycleCount),
            "output": .array(frames),
            "log": .string(String(decoding: execution.log, as: UTF8.self)),
            "functions": .array(
                entries.map {
                    [
                        "name": .string($0.name), "cycles": .integer($0.cycleCount),
                        "calls": .integer($0.entryCount),
                    ]
                }),
        ]
        let text = text(execution, frames, Array(entries))
        guard execution.isSuccess else {
            if !session.console.isJSON { session.console.show(result, text: text) }
            throw CommandFailure(
                "outcome", "the program ended with \(execution.outcome)", result: result)
        }
        session.console.show(result, text: text)
    }

    private static func text(
        _ execution: Execution, _ frames: [JSON], _ entries: [ExecutionProfile.Entry]
    ) -> String {
        var lines = ["\(execution.outcome) after \(execution.cycleCount) cycles"]
        lines += frames.map { "output \($0.stringValue ?? "")" }
        let total = Double(max(execution.cycleCount, 1))
        lines += entries.map { entry in
            let share = Int((Double(entry.cycleCount) / total * 1_000).rounded())
            return "\(share / 10).\(share % 10) %  \(entry.cycleCount)  \(entry.name)"
        }
        return lines.joined(separator: "\n")
    }
}
