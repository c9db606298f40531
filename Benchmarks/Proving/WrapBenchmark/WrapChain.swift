import Aggregation
import Bytes
import FRI
import Foundation
import Groth16
import Groth16Files
import Hashing
import Parallel
import R1CS
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import StarkVerifier
import Wrap

/// All stages above runs of a program: two are joined, compressed, verified by the last layer, and
/// that by Groth16.
///
/// The program writes the two digests that it reads. Its proofs have the shape of the largest
/// profile of block parts, so what is above them is what blocks take.
struct WrapChain {
    private let prover: RunProver<RiscvMachine>
    private let profile: HeightProfile
    private let programs: AggregationProvers
    private let layer: LastLayer
    private let wrap: Wrap
    private let system: ConstraintSystem
    private let workers = Workers.allProcessors

    /// The keys of all stages, and the constraints of the last.
    init(_ stages: inout Stages, lastLayer: FRIParameters) throws {
        let workers = self.workers
        let prover = try RunProver<RiscvMachine>(
            Self.program(), parameterSet: .chunk, workers: workers)
        guard let profile = RiscvMachine.profiles.last else {
            preconditionFailure("the machine has profiles")
        }
        let fixed = prover.key.fixedHeightsLog2(of: RiscvMachine.self)
        let shape = RunShape(
            key: prover.key, heightsLog2: zip(profile.heightsLog2, fixed).map { $0 ?? $1 })
        let programs = try stages.measure("recursion_keys") {
            try AggregationProvers(AggregationPrograms(runs: [shape]), workers: workers)
        }
        let layer = try stages.measure("last_layer_key") {
            try LastLayer(
                above: programs.compress.shape, parameters: lastLayer, workers: workers)
        }
        stages.add("join_height_log2", Double(programs.shape.heightLog2))
        stages.add("compressed_height_log2", Double(programs.compress.shape.heightLog2))
        stages.add("last_layer_height_log2", Double(layer.key.fixedHeightsLog2[0] ?? 0))
        let wrap = try Wrap(layer)
        let recording = try stages.measure("wrap_recording") { try wrap.record() }
        system = recording.system
        stages.add("wrap_constraints", Double(system.constraintCount))
        stages.add("wrap_variables", Double(system.variableCount))
        for (path, count) in recording.gadgets.totals where count > 10_000 {
            stages.add("wrap_constraints of " + path, Double(count))
        }
        (self.prover, self.profile, self.programs) = (prover, profile, programs)
        (self.layer, self.wrap) = (layer, wrap)
    }

    /// Proves all stages with a key in a folder, and verifies.
    func prove(_ stages: inout Stages, keyFolder: URL) throws {
        let program = prover.key.digest(for: try RiscvMachine.checked())
        let runs = try stages.measure("runs") {
            try (0..<2).map { number in
                try prover.prove(
                    input: Self.input(Self.digest(number), Self.digest(number + 1)),
                    profiles: [profile])
            }
        }
        let pair = try stages.measure("join") {
            try programs.pair.prove(
                runs.map { .run($0) }, program: program, keys: programs.keys)
        }
        let compressed = try stages.measure("compress") {
            try programs.compress.prove(
                [.recursion(pair)], program: program, keys: programs.keys)
        }
        let last = try stages.measure("last_layer") {
            try layer.prove(compressed, program: program, keys: programs.keys)
        }
        try stages.measure("last_layer_verification") { try layer.verify(last) }
        stages.addPeak("last_layer")
        let key = try key(&stages, in: keyFolder)
        let proof = try stages.measure("wrap") {
            try wrap.prove(last, key: key, workers: workers)
        }
        stages.addPeak("wrap")
        try stages.measure("wrap_verification") {
            try proof.verify(key.verifyingKey)
        }
    }

    /// The key in a folder, made if it is not there.
    private func key(_ stages: inout Stages, in folder: URL) throws -> ProvingKey {
        let path = folder.appendingPathComponent("wrap.zkey").path
        if !FileManager.default.fileExists(atPath: path) {
            _ = try stages.measure("key") {
                try KeyFile.makeDevelopmentKey(
                    for: system, seed: Array("wrap-benchmark".utf8), at: path, workers: workers
                ) { _ in }
            }
        }
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        stages.add("key_bytes", Double(size ?? 0))
        return try KeyFile.open(path)
    }

    /// Reads 17 words and writes them.
    private static func program() throws -> Program {
        try Program(
            words: Assembly.call(1, Place.data, 17) + Assembly.call(2, Place.data, 17)
                + Assembly.call(0))
    }

    private static func digest(_ number: Int) -> Bytes32 {
        Bytes32 { UInt8(truncatingIfNeeded: 37 * number + $0) }
    }

    private static func input(_ before: Bytes32, _ after: Bytes32) -> WordStream {
        var input = WordStream(words: [])
        input.append(frame: before.array + after.array)
        return input
    }
}
