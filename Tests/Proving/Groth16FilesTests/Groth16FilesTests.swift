import BN254
import Foundation
import Groth16
import Groth16Files
import Parallel
import R1CS
import TestSupport
import Testing

@Suite struct Groth16FilesTests {
    private func square(_ builder: inout CircuitBuilder) {
        let result = builder.publicInput(Fr(49))
        let root = builder.hint(Fr(7))
        builder.require(root * root == result)
    }

    @Test func keysProofsAndInputsGoThroughFiles() throws {
        try TemporaryFolder.with { folder in
            let system = try CircuitBuilder.record(square).system
            let path = folder.file("key.zkey")
            var shares: [Double] = []
            let made = try KeyFile.makeDevelopmentKey(
                for: system, at: path, workers: .serial
            ) { shares.append($0) }
            #expect(shares == shares.sorted() && shares.last == 1)
            let opened = try KeyFile.open(path)
            #expect(opened.verifyingKey == made.verifyingKey)
            var randomness = SystemRandomNumberGenerator()
            try opened.lint(workers: .serial, randomness: &randomness)
            let proof = try Prover(opened, workers: .serial).prove(
                try CircuitBuilder.assign(square), randomness: &randomness)
            let key = try JSONFiles.verifyingKey(try JSONFiles.data(opened.verifyingKey))
            #expect(key == opened.verifyingKey)
            let decoded = try JSONFiles.proof(try JSONFiles.data(proof))
            #expect(decoded == proof)
            let inputs = try JSONFiles.publicInputs(
                try JSONFiles.data(publicInputs: [Integer256(49)]))
            try Verifier(key).verify(decoded, inputs: inputs)
            // A key is never written over.
            #expect(throws: FileError.self) {
                _ = try KeyFile.makeDevelopmentKey(
                    for: system, at: path, workers: .serial
                ) { _ in }
            }
        }
    }

    /// The same circuit and seed give the same key everywhere, another seed another one.
    @Test func seededKeysAreTheSameEverywhere() throws {
        try TemporaryFolder.with { folder in
            let system = try CircuitBuilder.record(square).system
            func bytes(_ name: String, _ seed: String, _ workers: Workers) throws -> [UInt8] {
                let path = folder.file(name)
                let key = try KeyFile.makeDevelopmentKey(
                    for: system, seed: Array(seed.utf8), at: path, workers: workers
                ) { _ in }
                #expect(key.origin == .development)
                return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            }
            let first = try bytes("first", "seed", .serial)
            #expect(try bytes("second", "seed", Workers(count: 3)) == first)
            #expect(try bytes("third", "other", .serial) != first)
        }
    }

    /// SHA-256 of "seed" and a counter, as `hashlib` of Python gives it.
    @Test func seededNumbersAreThoseOfTheHash() {
        var randomness = SeededRandomness(seed: Array("seed".utf8))
        let expected: [UInt64] = [
            0x1a30_d3c0_635d_49b5, 0xa017_1067_701f_1cac,
            0x41ce_aa18_4e3d_080e, 0x3633_5b3e_b48d_b685,
            0x72e4_f9ae_cea9_33bf,
        ]
        #expect(expected.map { _ in randomness.next() } == expected)
    }

    @Test func listsBeyondTheBoundAreInFiles() throws {
        try TemporaryFolder.with { folder in
            let key = try KeyFile.makeDevelopmentKey(
                for: try CircuitBuilder.record(square).system, at: folder.file("key"),
                workers: .serial
            ) { _ in }
            let witness = try CircuitBuilder.assign(square)
            var randomness = SystemRandomNumberGenerator()
            for bound in [0, 1 << 20] {
                let memory = MappedLists.memory(in: folder.path, beyond: bound)
                let proof = try Prover(key, workers: Workers(count: 2), memory: memory).prove(
                    witness, randomness: &randomness)
                try Verifier(key.verifyingKey).verify(proof, inputs: [Integer256(49)])
                // The files have no name.
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
            }
            let nowhere = MappedLists.memory(in: folder.file("none"), beyond: 0)
            #expect(throws: Groth16Error.listMemory(code: 2)) {
                _ = try Prover(key, workers: .serial, memory: nowhere).prove(
                    witness, randomness: &randomness)
            }
        }
    }

    @Test func absentAndEmptyFilesAreErrors() throws {
        try TemporaryFolder.with { folder in
            #expect(throws: FileError.self) { _ = try KeyFile.open(folder.file("none")) }
            try Data().write(to: URL(fileURLWithPath: folder.file("empty")))
            #expect(throws: FileError.self) { _ = try KeyFile.open(folder.file("empty")) }
            try Data([1, 2]).write(to: URL(fileURLWithPath: folder.file("short")))
            #expect(throws: Groth16Error.format(expected: "zkey")) {
                _ = try KeyFile.open(folder.file("short"))
            }
        }
    }

    @Test func eachDefectOfJSONHasItsReason() throws {
        let proof = """
            {"pi_a": ["1", "2", "1"], "pi_b": [["0", "0"], ["1", "0"], ["0", "0"]],
             "pi_c": ["0", "1", "0"], "protocol": "groth16", "curve": "bn128"}
            """
        func failure(_ old: String, _ new: String) -> JSONFiles.Failure? {
            do {
                _ = try JSONFiles.proof(Data(proof.replacing(old, with: new).utf8))
                return nil
            } catch {
                return error as? JSONFiles.Failure
            }
        }
        #expect(try JSONFiles.proof(Data(proof.utf8)).a == G1.generator)
        #expect(failure("groth16", "plonk") == .kind("plonk"))
        #expect(failure("bn128", "bls12381") == .kind("bls12381"))
        #expect(failure("[\"1\", \"2\"", "[\"1\", \"-2\"") == .number("-2"))
        let modulus = Fp.modulus.decimal
        #expect(failure("[\"1\", \"2\"", "[\"1\", \"\(modulus)\"") == .number(modulus))
        #expect(failure("\"2\", \"1\"]", "\"2\", \"3\"]") == .number("3"))
        #expect(failure("\"2\", \"1\"]", "\"2\"]") == .form)
        #expect(failure("{", "[") == .form)
        #expect(throws: PointError.notOnCurve) {
            _ = try JSONFiles.proof(Data(proof.replacing("\"2\"", with: "\"3\"").utf8))
        }
        #expect(throws: JSONFiles.Failure.tooLong(byteCount: 16 << 20 + 1)) {
            _ = try JSONFiles.proof(Data(count: 16 << 20 + 1))
        }
        #expect(throws: JSONFiles.Failure.number("x")) {
            _ = try JSONFiles.publicInputs(Data("[\"x\"]".utf8))
        }
    }

    @Test func mutatedJSONNeverTraps() throws {
        var source = SeededGenerator(seed: 110)
        let system = try CircuitBuilder.record(square).system
        try TemporaryFolder.with { folder in
            let key = try KeyFile.makeDevelopmentKey(
                for: system, at: folder.file("key"), workers: .serial
            ) { _ in }
            let good = Array(try JSONFiles.data(key.verifyingKey))
            for _ in 0..<300 {
                var bytes = good
                let place = Int.random(in: 0..<bytes.count, using: &source)
                bytes[place] = Array("09[]{}\",:a".utf8)[Int(source.next() % 10)]
                if let decoded = try? JSONFiles.verifyingKey(Data(bytes)) {
                    _ = try? decoded.lint()
                }
            }
        }
    }
}
