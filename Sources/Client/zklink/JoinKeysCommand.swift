import Aggregation
import BlockAggregation
import Bytes
import Hashing
import Network
import Parallel
import RiscvProver

/// The list of keys of the programs that join parts of blocks, as a file.
enum JoinKeysCommand {
    static let command = CommandDescription(
        "join-keys", "The keys of the programs that join proofs of blocks' parts, as text",
        arguments: ["PROGRAM.elf"],
        options: [
            OptionDescription("out", "FILE", "file for them (default: standard output)"),
            OptionDescription(
                "check", "FILE", "exit status 0 only if the file has exactly these keys"),
            OptionDescription(
                "parameters", "NAME", "parameter set: \(ParameterName.list) (default chunk)"),
        ],
        examples: [
            "zklink join-keys build/guests/TransitionProgram.elf --check Guests/joins.txt"
        ]
    ) { session in
        let path = session.invocation.arguments[0]
        let set = try ParameterName.parse(session.optional("parameters") ?? "chunk")
        let workers = Workers.allProcessors
        let key = try GuestFiles.prover(GuestFiles.program(path), set, workers: workers).key
        let keys = try AggregationPrograms(partsOf: key).keys(workers: workers)
        guard let text = keys.text else {
            throw CommandFailure("parameters", "the parameters have no number")
        }
        if let checked = session.optional("check") {
            let bytes = try InputFile.bytes(checked, limit: 1 << 16)
            guard String(decoding: bytes, as: UTF8.self) == text else {
                throw CommandFailure(
                    "keys", "\(checked) has other keys; if the change is meant, write it with --out"
                )
            }
        }
        let root = keys.list.root.bytes.hex
        guard let out = session.optional("out") else {
            session.console.show(
                ["root": .string(root), "keys": .string(text)], text: String(text.dropLast()))
            return
        }
        try OutputFile(out).write(Array(text.utf8))
        session.console.show(["file": .string(out), "root": .string(root)], text: "root \(root)")
    }
}
