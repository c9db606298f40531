public import Aggregation
public import Bytes
public import FRI
public import Hashing
import Parallel
import Riscv
public import RiscvCircuits
import RiscvPrograms
public import RiscvProver
import StarkVerifier

/// A program that writes the frame of two digests that it reads, and the programs that join its
/// proofs.
public struct AggregationScene: Sendable {
    /// The prover of runs.
    public let prover: RunProver<RiscvMachine>
    /// The digest of the program.
    public let program: Digest
    /// The programs that join its proofs.
    public let programs: AggregationPrograms
    /// Proofs from digest 0 to 1, 1 to 2 and so on.
    public let runs: [RiscvProof]

    /// The scene, made once.
    public static let shared = Result { try AggregationScene() }

    private init() throws {
        let count = UInt32(AggregationStatement.outputWordCount)
        prover = try RunProver<RiscvMachine>(
            Program(
                words: Assembly.call(1, Place.data, count) + Assembly.call(2, Place.data, count)
                    + Assembly.call(0)),
            parameterSet: .test, workers: .allProcessors)
        let machine = try RiscvMachine.checked()
        program = prover.key.digest(for: machine)
        var runs = [RiscvProof]()
        for number in 0..<4 {
            runs.append(try Self.prove(prover, Self.digest(number), Self.digest(number + 1)))
        }
        self.runs = runs
        let proof = try ProofReader(key: prover.key.starkKey(for: machine))
            .read(runs[0].machineProof)
        programs = try AggregationPrograms(
            runs: [RunShape(key: prover.key, heightsLog2: proof.heightsLog2)],
            parameters: ParameterSet.test.parameters, compression: Self.parameters(2),
            workers: .allProcessors)
    }

    /// Parameters without security for the machine of degree nine.
    public static func parameters(_ queryCount: Int) -> FRIParameters {
        guard
            let parameters = FRIParameters(
                blowupLog2: 3, queryCount: queryCount, grindingBits: 1, finalCountLog2: 2,
                capLog2: 1, batchingGrindingBits: 1)
        else { preconditionFailure("parameters within the limits") }
        return parameters
    }

    /// The digest with a number.
    public static func digest(_ number: Int) -> Bytes32 {
        Bytes32 { UInt8(truncatingIfNeeded: 37 * number + $0 + 200) }
    }

    /// A proof of a run that says that one digest leads to another.
    public static func prove(
        _ prover: RunProver<RiscvMachine>, _ before: Bytes32, _ after: Bytes32
    ) throws -> RiscvProof {
        let bytes = before.array + after.array
        let words = stride(from: 0, to: bytes.count, by: 4).map { first in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[first + $1]) << UInt32(8 * $1) }
        }
        return try prover.prove(
            input: WordStream(words: [AggregationStatement.outputLength] + words))
    }

    /// The join of a run and the next.
    public func pair(_ first: Int) throws -> JoinedProof {
        try programs.pair.prove(
            [.run(runs[first]), .run(runs[first + 1])], program: program, keys: programs.keys)
    }
}
