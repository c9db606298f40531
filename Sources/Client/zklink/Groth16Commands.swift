import BN254
import Foundation
import Groth16
import Groth16Files
import Network
import Parallel
import R1CS

/// Commands for Groth16 proofs in the files of circom and snarkjs.
enum Groth16Commands {
    static let all = [setup, prove, verify]

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
        "groth16 verify", "Verifies a proof of snarkjs' form: exit status 0 only if it holds",
        options: [
            OptionDescription("verifying-key", "FILE.json", "the verifying key"),
            OptionDescription("proof", "FILE.json", "the proof"),
            OptionDescription("public", "FILE.json", "the public inputs"),
        ],
        examples: [
            "zklink groth16 verify --verifying-key cube.json --proof proof.json --public public.json"
        ]
    ) { session in
        let (keyPath, proofPath, publicPath) = (
            try session.required("verifying-key"), try session.required("proof"),
            try session.required("public")
        )
        try convertingErrors {
            func data(_ path: String) throws -> Data {
                Data(try InputFile.bytes(path, limit: JSONFiles.maximumByteCount))
            }
            let key = try JSONFiles.verifyingKey(data(keyPath))
            let proof = try JSONFiles.proof(data(proofPath))
            let inputs = try JSONFiles.publicInputs(data(publicPath))
            try Verifier(key).verify(proof, inputs: inputs)
            session.console.show(["valid": true], text: "the proof holds")
        }
    }

    /// Turns errors of files, keys and proofs into failures with a reason.
    private static func convertingErrors(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch Groth16Error.equation {
            throw CommandFailure("refused", "the pairing equation does not hold")
        } catch let error as Groth16Error {
            throw CommandFailure("malformed", "not valid: \(ErrorText.words(error))")
        } catch let error as PointError {
            throw CommandFailure("malformed", "a point is not valid: \(ErrorText.words(error))")
        } catch let error as JSONFiles.Failure {
            throw CommandFailure("malformed", "a JSON file is not valid: \(ErrorText.words(error))")
        } catch let error as FileError {
            throw InputError("a file cannot be used: \(ErrorText.words(error))")
        }
    }
}
