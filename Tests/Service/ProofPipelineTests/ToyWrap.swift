import Aggregation
import BN254
import Bytes
import Groth16
import Groth16Files
import Hashing
import Ledger
import Parallel
import R1CS
import TestSupport
import Wrap

/// Groth16 of a circuit that takes every input, in place of the verifier of the last layer: proofs
/// hold for their statement alone, as those of the wrap do.
struct ToyWrap: Sendable {
    let key: VerifyingKey
    private let proving: ProvingKey

    static let made = Result { try ToyWrap() }
    static let program = ProvenProgram(id: digest(1).bytes, keyRoot: digest(2).bytes)

    private init() throws {
        let system = try CircuitBuilder.record { Self.build(&$0, Fr(1)) }.system
        proving = try TemporaryFolder.with { folder in
            // The file stays mapped when its folder is gone.
            try KeyFile.makeDevelopmentKey(
                for: system, seed: [1], at: folder.file("key"), workers: .serial
            ) { _ in }
        }
        key = proving.verifyingKey
    }

    private static func build(_ builder: inout CircuitBuilder, _ value: Fr) {
        let input = builder.publicInput(value)
        let (left, right) = (builder.hint(value), builder.hint(Fr(1)))
        builder.require(left * right == input)
    }

    static func digest(_ number: UInt64) -> Digest {
        guard let digest = Digest(Bytes32 { $0 % 8 == 7 ? UInt8(number) : 0 }) else {
            preconditionFailure("small elements")
        }
        return digest
    }

    /// A proof that one header leads to another.
    func proof(
        _ before: Bytes32, _ after: Bytes32, program: Digest = digest(1),
        keyRoot: Digest = digest(2)
    ) throws -> WrappedProof {
        let statement = AggregationStatement(
            program: program, keyRoot: keyRoot, before: before, after: after)
        let witness = try CircuitBuilder.assign {
            Self.build(&$0, Fr(reducing: statement.publicInput))
        }
        var source = SeededGenerator(seed: 3)
        let proof = try Prover(proving, workers: .serial).prove(witness, randomness: &source)
        return WrappedProof(statement: statement, proof: proof)
    }
}
