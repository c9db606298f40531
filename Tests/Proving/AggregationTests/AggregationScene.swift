import Aggregation
import Bytes
import FRI
import Hashing
import Parallel
import RecursionCircuits
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import StarkVerifier

/// A program that writes the frame of two digests that it reads, and the programs that join its
/// proofs.
struct AggregationScene {
    let prover: RunProver<RiscvMachine>
    let program: Digest
    let programs: Programs
    /// Proofs from digest 0 to 1, 1 to 2 and so on.
    let runs: [RiscvProof]
    /// Runs 0 and 1 joined, and 2 and 3.
    let pairs: Result<[JoinedProof], any Error>

    static let shared = Result { try AggregationScene() }

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
        let programs = try Programs(
            AggregationPrograms(
                runs: [RunShape(key: prover.key, heightsLog2: proof.heightsLog2)],
                parameters: ParameterSet.test.parameters))
        self.programs = programs
        let (program, all) = (program, runs)
        pairs = Result {
            try [0, 2].map { first in
                try programs.pair.prove(
                    [.run(all[first]), .run(all[first + 1])], program: program,
                    keys: programs.keys)
            }
        }
    }

    /// All programs with their provers and keys.
    struct Programs {
        let values: AggregationPrograms
        let runs: [JoinProver]
        let pair: JoinProver
        let join: JoinProver
        let keys: KeyList

        var shape: RecursionShape { values.shape }

        init(_ values: AggregationPrograms) throws {
            self.values = values
            let provers = try values.kinds.map {
                try values.prover(of: $0, workers: .allProcessors)
            }
            (join, pair, runs) = (provers[0], provers[1], Array(provers.dropFirst(2)))
            guard let keys = KeyList(provers.map(\.keyDigest)) else { throw NoList() }
            self.keys = keys
        }

        struct NoList: Error {}
    }

    static func digest(_ number: Int) -> Bytes32 {
        Bytes32 { UInt8(truncatingIfNeeded: 37 * number + $0 + 200) }
    }

    /// A proof of a run that says that one digest leads to another.
    static func prove(
        _ prover: RunProver<RiscvMachine>, _ before: Bytes32, _ after: Bytes32,
        profiles: [HeightProfile]? = nil
    ) throws -> RiscvProof {
        let bytes = before.array + after.array
        let words = stride(from: 0, to: bytes.count, by: 4).map { first in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[first + $1]) << UInt32(8 * $1) }
        }
        return try prover.prove(
            input: WordStream(words: [AggregationStatement.outputLength] + words),
            profiles: profiles)
    }

    /// The pair that begins with run 0 or 2.
    func pair(_ first: Int) throws -> JoinedProof { try pairs.get()[first / 2] }
}
