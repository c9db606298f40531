import Bytes
import FRI
import Fields
import Hashing
import Riscv
import RiscvCircuits
import TestSupport
import Testing

/// Encodings of program keys and of proofs of runs, read from hostile bytes.
@Suite struct RunProofFormatTests {
    private let proof: RiscvProof
    /// Bytes before the program key.
    private static let headerCount = 8

    init() throws {
        let memory = try #require(
            MemoryBounds(start: 16, imageStart: 32, imageEnd: 37, end: 1 << 20))
        let key = try ProgramKey(
            parameterSet: .test, entry: 132, memory: memory, programHeightLog2: 2,
            fixedCap: [.zero, Digest(.one, .zero, .one, -.one)])
        proof = RiscvProof(
            key: key, result: RunResult(exitCode: 3, output: [1, 0xffff_ffff]),
            machineProof: [1, 2, 3])
    }

    private func refusal(_ bytes: [UInt8]) -> RiscvProofError? {
        do {
            _ = try RiscvProof(bytes)
            return nil
        } catch {
            return error
        }
    }

    /// The refusal with an integer of four bytes replaced.
    private func refusal(at offset: Int, _ value: UInt32) -> RiscvProofError? {
        var bytes = proof.bytes
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index))
        }
        return refusal(bytes)
    }

    @Test func bytesComeBack() throws {
        let again = try RiscvProof(proof.bytes)
        #expect(again == proof)
        #expect(again.bytes == proof.bytes)
        #expect(proof.bytes.count == Self.headerCount + 25 + 64 + 8 + 8 + 3)
    }

    @Test func refusesOtherHeaders() {
        #expect(refusal(at: 0, 1) == .magic)
        #expect(refusal(at: 4, 2) == .version(2))
    }

    @Test func refusesBytesThatEndEarly() {
        for count in 0..<proof.bytes.count - 3 {
            let error = refusal(Array(proof.bytes.prefix(count)))
            switch error {
            case .decoding, .key(.decoding): break
            default: Issue.record("\(count) bytes: \(String(describing: error))")
            }
        }
    }

    @Test func refusesKeysThatAreNone() {
        let key = Self.headerCount
        #expect(refusal(at: key, 9) == .key(.parameterSet(9)))
        for entry in [133, 124, 148, 0xffff_fffc] as [UInt32] {
            #expect(refusal(at: key + 4, entry) == .key(.entry(entry)))
        }
        #expect(
            refusal(at: key + 8, 33)
                == .key(.memory(start: 33, imageStart: 32, imageEnd: 37, end: 1 << 20)))
        #expect(
            refusal(at: key + 12, 37)
                == .key(.memory(start: 16, imageStart: 37, imageEnd: 37, end: 1 << 20)))
        #expect(
            refusal(at: key + 20, 1 << 30 + 1)
                == .key(.memory(start: 16, imageStart: 32, imageEnd: 37, end: 1 << 30 + 1)))
        var bytes = proof.bytes
        bytes[key + 24] = 23
        #expect(refusal(bytes) == .key(.programHeight(limit: 22, actual: 23)))
        bytes = proof.bytes
        for index in 0..<8 { bytes[key + 25 + index] = 0xff }
        #expect(refusal(bytes) == .key(.decoding(.invalidValue(field: "node"))))
    }

    @Test func refusesCapsOfOtherSizes() {
        #expect(throws: ProgramKeyError.capCount(expected: 2, actual: 1)) {
            try ProgramKey(
                parameterSet: .test, entry: 132, memory: proof.key.memory, programHeightLog2: 2,
                fixedCap: [.zero])
        }
        #expect(throws: ProgramKeyError.programHeight(limit: 22, actual: -1)) {
            try ProgramKey(
                parameterSet: .test, entry: 132, memory: proof.key.memory, programHeightLog2: -1,
                fixedCap: [.zero])
        }
        let wide = MemoryBounds(start: 0, imageStart: 0, imageEnd: 1 << 24 + 1, end: 1 << 30)
        #expect(throws: ProgramKeyError.imageHeight(limit: 24, actual: 25)) {
            try ProgramKey(
                parameterSet: .test, entry: 0, memory: try #require(wide), programHeightLog2: 0,
                fixedCap: [.zero])
        }
    }

    /// What runs by default can be proven: memory and output have the limits of a proof.
    @Test func executorHasTheLimitsOfProofs() {
        let limits = ExecutionLimits()
        #expect(limits.memoryByteCount == MemoryBounds.byteCount)
        #expect(limits.outputWordCount == RiscvProof.outputWordLimit)
    }

    @Test func refusesTooMuchOutput() {
        let count = Self.headerCount + 25 + 64 + 4
        #expect(
            refusal(at: count, 1 << 18 + 1) == .outputLimit(limit: 1 << 18, actual: 1 << 18 + 1))
        #expect(
            refusal(at: count, 3) == .decoding(.truncated(needed: 12, available: 11)))
        #expect(
            refusal([UInt8](repeating: 0, count: RiscvProof.byteCountLimit + 1))
                == .byteCountLimit(
                    limit: RiscvProof.byteCountLimit, actual: RiscvProof.byteCountLimit + 1))
    }

    @Test func hostileBytesNeverTrap() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            var bytes = proof.bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            _ = try? RiscvVerifier.verify(bytes, programDigest: Bytes32())
        }
    }
}
