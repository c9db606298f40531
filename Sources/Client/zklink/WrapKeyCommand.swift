import Aggregation
import BlockProving
import Foundation
import Groth16
import Groth16Files
import Hashing
import Network
import Provers
import R1CS
import Wrap

/// The key of the wrap, for development, and its circuit, for a ceremony.
enum WrapKeyCommand {
    static let command = CommandDescription(
        "wrap-key", "Makes a development key of the wrap, whose maker can prove anything",
        options: [
            OptionDescription("program", "ELF", "the guest program of parts")
        ] + ProofLayers.options + [
            OptionDescription("key", "FILE.zkey", "where the key goes; never written over"),
            OptionDescription("verifying-key", "FILE.json", "where the verifying key goes"),
            OptionDescription(
                "contract", "FILE.vy", "where the verifier for EVM chains goes (optional)"),
            OptionDescription(
                "seed", "TEXT",
                "a key that is the same everywhere, and whose secrets everybody knows then"),
            OptionDescription(
                "sheet", "FILE",
                "where the digests of program, list, circuit and verifying key go (optional)"),
            OptionDescription(
                "circuit", "FILE.r1cs", "instead of a key: the circuit, for 'ceremony begin'"),
            OptionDescription("threads", "N", "threads (default one for each processor)"),
        ],
        examples: [
            "zklink wrap-key --program build/guests/TransitionProgram.elf --join-keys Guests/joins.txt --key build/wrap.zkey --verifying-key build/wrap.json --contract build/WrapVerifier.vy --sheet build/wrap.txt --seed development",
            "zklink wrap-key --program build/guests/TransitionProgram.elf --join-keys Guests/joins.txt --circuit build/wrap.r1cs",
        ]
    ) { session in
        let circuit = try session.optional("circuit").map { try OutputFile($0) }
        let path = circuit == nil ? try session.required("key") : ""
        let verifyingKey =
            circuit == nil ? try OutputFile(session.required("verifying-key")) : nil
        let contract = try session.optional("contract").map { try OutputFile($0) }
        let sheetFile = try session.optional("sheet").map { try OutputFile($0) }
        let keys = try ProofLayers.keys(session)
        let parts = try ProveBlockCommand.prover(session)
        let layers = try ProofLayers.layers(parts, keys, session)
        session.console.progress("circuit")
        let wrap = try Wrap(try layers.lastLayer(above: layers.compressor()))
        let system = try wrap.record().system
        session.console.endProgress()
        if let circuit {
            try circuit.write(CircuitFile.bytes(system))
            return session.console.show(
                ["constraints": .integer(system.constraintCount)],
                text: "circuit of \(system.constraintCount) constraints")
        }
        try Groth16Commands.convertingErrors {
            let progress = CeremonyProgress(session.console, "key")
            let key =
                if let seed = session.optional("seed") {
                    try KeyFile.makeDevelopmentKey(
                        for: system, seed: Array(seed.utf8), at: path, workers: layers.workers,
                        progress: progress.show)
                } else {
                    try KeyFile.makeDevelopmentKey(
                        for: system, at: path, workers: layers.workers, progress: progress.show)
                }
            progress.finish()
            try verifyingKey?.write(Array(JSONFiles.data(key.verifyingKey)))
            try contract?.write(
                Array(VyperVerifier.source(key.verifyingKey, origin: key.origin).utf8))
            let sheet = try WrapSheet(
                program: parts.programDigest, keyRoot: keys.list.root.bytes, system: system,
                key: key.verifyingKey)
            try sheetFile?.write(Array(sheet.text.utf8))
            session.console.show(
                .object(
                    JSONObject(
                        [
                            ("key", .string(path)), ("development", true),
                            ("constraints", .integer(system.constraintCount)),
                        ] + sheet.json)),
                text: "development key of \(system.constraintCount) constraints in \(path)")
        }
    }
}
