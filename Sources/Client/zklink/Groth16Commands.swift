import BN254
import Ceremony
import Foundation
import Groth16
import Groth16Files
import Network
import Parallel
import R1CS

/// Commands for Groth16 proofs in the files of circom, snarkjs and gnark.
enum Groth16Commands {
    static let all = [setup, prove, verify, convert, Groth16Inspection.command]

    static let setup = CommandDescription(
        "groth16 setup", "Makes a development key of a circuit, whose maker can prove anything",
        options: [
            OptionDescription("circuit", "FILE.r1cs", "the circuit"),
            OptionDescription("key", "FILE.zkey", "where the key goes; never written over"),
            OptionDescription("verifying-key", "FILE.json", "where the verifying key goes"),
        ],
        examples: [
            "zklink groth16 setup --circuit cube.r1cs --key cube.zkey --verifying-key cube.json"
        ]
    ) { session in
        let circuit = try session.required("circuit")
        let path = try session.required("key")
        let verifyingKey = try OutputFile(session.required("verifying-key"))
        let console = try session.console.leavingRoom(for: [verifyingKey])
        try convertingErrors {
            let file = try MappedFile(reading: circuit)
            let system = try CircuitFile.read(UnsafeRawBufferPointer(file.bytes))
            let progress = CeremonyProgress(session.console, "key")
            let key = try KeyFile.makeDevelopmentKey(
                for: system, at: path, workers: .allProcessors, progress: progress.show)
            progress.finish()
            try verifyingKey.write(Array(JSONFiles.data(key.verifyingKey)))
            console.show(
                [
                    "key": .string(path), "development": true,
                    "constraints": .integer(system.constraintCount),
                    "variables": .integer(system.variableCount),
                    "publicInputs": .integer(system.publicCount),
                ],
                text: "development key of \(system.constraintCount) constraints in \(path)")
        }
    }

    static let prove = CommandDescription(
        "groth16 prove", "Proves that values satisfy the circuit of a key",
        options: [
            OptionDescription("key", "FILE.zkey", "the proving key"),
            OptionDescription("witness", "FILE.wtns", "the values of all variables"),
            OptionDescription("proof", "FILE.json", "where the proof goes"),
            OptionDescription("public", "FILE.json", "where the public inputs go"),
            OptionDescription("threads", "N", "threads (default one for each processor)"),
        ],
        examples: [
            "zklink groth16 prove --key cube.zkey --witness cube.wtns --proof proof.json --public public.json"
        ]
    ) { session in
        let (keyPath, witnessPath) = (
            try session.required("key"), try session.required("witness")
        )
        let proofFile = try OutputFile(session.required("proof"))
        let publicFile = try OutputFile(session.required("public"))
        let console = try session.console.leavingRoom(for: [proofFile, publicFile])
        let threads = try session.integer(
            "threads", in: 1...1_024, default: Workers.allProcessors.count)
        try convertingErrors {
            let key = try KeyFile.open(keyPath)
            let file = try MappedFile(reading: witnessPath)
            let witness = try WitnessFile.read(UnsafeRawBufferPointer(file.bytes))
            var randomness = SystemRandomNumberGenerator()
            let prover = Prover(
                key, workers: Workers(count: threads),
                memory: MappedLists.memory(in: proofFile.folder))
            let proof = try prover.prove(witness, randomness: &randomness)
            let inputs = witness[1...key.header.publicCount].map(\.canonical)
            // Values that do not satisfy the circuit give a proof of nothing.
            try Verifier(unlinted: key.verifyingKey).verify(proof, inputs: inputs)
            try proofFile.write(Array(JSONFiles.data(proof)))
            try publicFile.write(Array(JSONFiles.data(publicInputs: inputs)))
            console.show(
                ["proof": .string(proofFile.path), "public": .string(publicFile.path)],
                text: "proof in \(proofFile.path), public inputs in \(publicFile.path)")
        }
    }

    static let verify = CommandDescription(
        "groth16 verify", "Verifies a proof of snarkjs or gnark: exit status 0 only if it holds",
        options: [
            OptionDescription("verifying-key", "FILE", "the verifying key"),
            OptionDescription("proof", "FILE", "the proof"),
            OptionDescription("public", "FILE", "the public inputs"),
            OptionDescription(
                "format", "FORMAT", "of the three files: snarkjs (JSON, default) or gnark (binary)"),
        ],
        examples: [
            "zklink groth16 verify --verifying-key cube.json --proof proof.json --public public.json",
            "zklink groth16 verify --format gnark --verifying-key cube.vk --proof cube.proof --public cube.pubwit",
        ]
    ) { session in
        let (keyPath, proofPath, publicPath) = (
            try session.required("verifying-key"), try session.required("proof"),
            try session.required("public")
        )
        let format = try Groth16Format(session, "format", default: .snarkjs)
        try convertingErrors {
            let key = try format.verifyingKey(keyPath)
            let proof = try format.proof(proofPath)
            let inputs = try format.publicInputs(publicPath)
            try Verifier(key).verify(proof, inputs: inputs)
            session.console.show(["valid": true], text: "the proof holds")
        }
    }

    static let convert = CommandDescription(
        "groth16 convert", "Writes a verifying key, a proof or public inputs in another format",
        arguments: ["KIND", "IN", "OUT"],
        options: [
            OptionDescription(
                "from", "FORMAT",
                "of IN: snarkjs, gnark, for proofs evm (256 bytes), for keys zkey (proving key)"),
            OptionDescription(
                "to", "FORMAT",
                "of OUT: snarkjs, gnark, gnark-raw (not compressed), for proofs evm"),
        ],
        examples: [
            "zklink groth16 convert verifying-key cube.zkey cube.vk --from zkey --to gnark",
            "zklink groth16 convert proof proof.json cube.proof --from snarkjs --to gnark",
            "zklink groth16 convert public public.json cube.pubwit --from snarkjs --to gnark",
        ]
    ) { session in
        let words = session.invocation.arguments
        guard let kind = Groth16FileKind(rawValue: words[0]) else {
            let names = Groth16FileKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("'\(words[0])' is none of \(names)")
        }
        let source = try Groth16Format(session, "from")
        let target = try Groth16Format(session, "to")
        let file = try OutputFile(words[2])
        let console = try session.console.leavingRoom(for: [file])
        try convertingErrors {
            let bytes = try target.bytes(of: kind, from: source, words[1])
            try file.write(bytes)
            console.show(
                ["file": .string(file.path), "bytes": .integer(bytes.count)],
                text: "\(kind.rawValue) in \(file.path), \(bytes.count) bytes")
        }
    }

    /// Turns errors of files, keys and proofs into failures with a reason.
    static func convertingErrors<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch Groth16Error.equation {
            throw CommandFailure("refused", "the pairing equation does not hold")
        } catch let error as Groth16Error {
            throw CommandFailure("malformed", "not valid: \(ErrorText.words(error))")
        } catch let error as PointError {
            throw CommandFailure("malformed", "a point is not valid: \(ErrorText.words(error))")
        } catch let error as JSONFiles.Failure {
            throw CommandFailure("malformed", "a JSON file is not valid: \(ErrorText.words(error))")
        } catch let error as GnarkFiles.Failure {
            throw CommandFailure(
                "malformed", "a binary file is not valid: \(ErrorText.words(error))")
        } catch let error as CeremonyError {
            throw CommandFailure("malformed", CeremonyReport.describe(error).message)
        } catch let error as FileError {
            throw InputError("a file cannot be used: \(ErrorText.words(error))")
        }
    }
}
