import BN254
import Bytes
import Groth16
import Groth16Files
import Parallel
import R1CS
import TestSupport
import Testing

/// Files that gnark wrote: `Tests/Vectors/groth16-gnark.json`.
@Suite struct GnarkFilesTests {
    private typealias Failure = GnarkFiles.Failure

    private let vectors: VectorFile

    init() throws { vectors = try VectorFile.load("groth16-gnark") }

    private func bytes(_ name: String) throws -> [UInt8] {
        try #require(Hex.decode(try vectors[name].string()))
    }

    private func committed(_ name: String) throws -> [UInt8] {
        try #require(Hex.decode(try vectors["committed"][name].string()))
    }

    private func failure(_ body: () throws(Failure) -> Void) -> Failure? {
        do throws(Failure) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func proofsOfGnarkHold() throws {
        let key = try GnarkFiles.verifyingKey(try bytes("verifyingKey"))
        try key.lint()
        let inputs = try GnarkFiles.publicInputs(try bytes("publicInputs"))
        #expect(try inputs.map(\.decimal) == vectors["inputs"].items().map { try $0.string() })
        let verifier = try Verifier(key.key)
        let proof = try GnarkFiles.proof(try bytes("proof"))
        try verifier.verify(proof, inputs: inputs)
        #expect(throws: Groth16Error.equation) {
            try verifier.verify(proof, inputs: [inputs[1], inputs[0]])
        }
        #expect(try GnarkFiles.verifyingKey(try bytes("verifyingKeyRaw")) == key)
        #expect(try GnarkFiles.proof(try bytes("proofRaw")) == proof)
    }

    @Test func bytesAreThoseOfGnark() throws {
        let key = try GnarkFiles.verifyingKey(try bytes("verifyingKey"))
        #expect(try GnarkFiles.bytes(key, .compressed) == bytes("verifyingKey"))
        #expect(try GnarkFiles.bytes(key, .raw) == bytes("verifyingKeyRaw"))
        let proof = try GnarkFiles.proof(try bytes("proofRaw"))
        #expect(try GnarkFiles.bytes(proof, .compressed) == bytes("proof"))
        #expect(try GnarkFiles.bytes(proof, .raw) == bytes("proofRaw"))
        let inputs = try GnarkFiles.publicInputs(try bytes("publicInputs"))
        #expect(try GnarkFiles.bytes(publicInputs: inputs) == bytes("publicInputs"))
    }

    @Test func keysAndProofsOfOursComeBack() throws {
        func square(_ builder: inout CircuitBuilder) {
            let result = builder.publicInput(Fr(49))
            let root = builder.hint(Fr(7))
            builder.require(root * root == result)
        }
        try TemporaryFolder.with { folder in
            let key = try KeyFile.makeDevelopmentKey(
                for: try CircuitBuilder.record(square).system, at: folder.file("key"),
                workers: .serial
            ) { _ in }
            let written = GnarkVerifyingKey(key)
            try written.lint()
            var randomness = SystemRandomNumberGenerator()
            let proof = try Prover(key, workers: .serial).prove(
                try CircuitBuilder.assign(square), randomness: &randomness)
            for form in [GnarkFiles.Form.compressed, .raw] {
                #expect(try GnarkFiles.verifyingKey(GnarkFiles.bytes(written, form)) == written)
                #expect(try GnarkFiles.proof(GnarkFiles.bytes(proof, form)) == proof)
            }
        }
    }

    /// Places: alpha 0, beta1 32, beta2 64, gamma2 128, delta1 192, delta2 224, count 288, points.
    @Test func eachDefectOfAKeyHasItsReason() throws {
        let good = try bytes("verifyingKey")
        func failure(_ change: (inout [UInt8]) -> Void) -> Failure? {
            var bytes = good
            change(&bytes)
            return self.failure { () throws(Failure) in _ = try GnarkFiles.verifyingKey(bytes) }
        }
        #expect(failure { _ in } == nil)
        #expect(failure { $0 = [] } == .truncated(place: 0))
        #expect(
            failure { $0 = [UInt8](repeating: 0, count: 16 << 20 + 1) }
                == .tooLong(byteCount: 16 << 20 + 1))
        #expect(failure { $0.append(0) } == .bytesLeft(byteCount: 1))
        #expect(failure { $0[32] &= 0x3f } == .mixedForms(place: 32))
        #expect(failure { $0[128] = 0x40 } == .point(place: 128, .flags))
        #expect(failure { $0[192] |= 0x3f } == .point(place: 192, .coordinateTooLarge))
        // x = 0: 3 is no square modulo p.
        #expect(
            failure { bytes in
                bytes[0] = 0x80
                for index in 1..<32 { bytes[index] = 0 }
            } == .point(place: 0, .notOnCurve))
        // A count of all ones, and one more than there are.
        #expect(
            failure { bytes in
                for index in 288..<292 { bytes[index] = 255 }
            } == .truncated(place: 288))
        #expect(failure { $0[291] += 1 } == .truncated(place: 288))
        #expect(failure { $0.replaceSubrange(288..<388, with: [0, 0, 0, 0]) } == .noInput)
        #expect(failure { $0[391] = 1 } == .commitments(count: 1))
        #expect(failure { $0[392] = 1 } == .commitments(count: 1 << 24))
        for count in 0..<good.count {
            #expect(failure { $0.removeLast(good.count - count) } != nil, "\(count) bytes")
        }
    }

    /// A point on the twist outside of the group of order r, in both forms.
    @Test func pointsOutsideOfTheGroupAreRefused() throws {
        var x = Fp2(Fp(1), .zero)
        var found: AffinePoint<G2>?
        while found == nil {
            x = x + .one
            guard let y = (x.squared * x + G2.constant).squareRoot else { continue }
            let point = AffinePoint<G2>(x: x, y: y)
            if !G2.isInSubgroup(point) { found = point }
        }
        let point = try #require(found)
        var compressed = try bytes("proof")
        compressed.replaceSubrange(32..<96, with: point.compressedBytes)
        #expect(
            failure { () throws(Failure) in _ = try GnarkFiles.proof(compressed) }
                == .point(place: 32, .notInSubgroup))
        var raw = try bytes("proofRaw")
        raw.replaceSubrange(64..<192, with: point.ethereumBytes)
        #expect(
            failure { () throws(Failure) in _ = try GnarkFiles.proof(raw) }
                == .point(place: 64, .notInSubgroup))
        raw[191] ^= 1
        #expect(
            failure { () throws(Failure) in _ = try GnarkFiles.proof(raw) }
                == .point(place: 64, .notOnCurve))
    }

    @Test func eachDefectOfAProofHasItsReason() throws {
        let good = try bytes("proof")
        func failure(_ change: (inout [UInt8]) -> Void) -> Failure? {
            var bytes = good
            change(&bytes)
            return self.failure { () throws(Failure) in _ = try GnarkFiles.proof(bytes) }
        }
        #expect(failure { _ in } == nil)
        #expect(failure { $0.append(0) } == .bytesLeft(byteCount: 1))
        #expect(failure { $0[131] = 2 } == .commitments(count: 2))
        // The last point is infinity: a place where anything could stand unchecked.
        #expect(
            failure { $0.replaceSubrange(132..<164, with: G1.generator.compressedBytes) }
                == .commitments(count: 1))
        #expect(failure { $0[163] = 1 } == .point(place: 132, .flags))
        #expect(failure { $0[132] = 0 } == .mixedForms(place: 132))
        for count in 0..<good.count {
            #expect(failure { $0.removeLast(good.count - count) } != nil, "\(count) bytes")
        }
    }

    @Test func eachDefectOfInputsHasItsReason() throws {
        let good = try bytes("publicInputs")
        func failure(_ change: (inout [UInt8]) -> Void) -> Failure? {
            var bytes = good
            change(&bytes)
            return self.failure { () throws(Failure) in _ = try GnarkFiles.publicInputs(bytes) }
        }
        #expect(failure { _ in } == nil)
        let all = try bytes("allValues")
        #expect(failure { $0 = all } == .privateValues(count: 1))
        #expect(failure { $0[3] = 1 } == .valueCount(expected: 1, actual: 2))
        #expect(failure { $0[8] = 255 } == .truncated(place: 8))
        #expect(failure { $0[11] = 3 } == .truncated(place: 8))
        #expect(failure { $0.append(7) } == .bytesLeft(byteCount: 1))
        #expect(
            failure { $0.replaceSubrange(44..<76, with: Fr.modulus.bigEndianBytes) }
                == .inputTooLarge(index: 1))
        for count in 0..<good.count {
            #expect(failure { $0.removeLast(good.count - count) } != nil, "\(count) bytes")
        }
    }

    @Test func commitmentsAreRefused() throws {
        for form in ["", "Raw"] {
            let key = try committed("verifyingKey" + form)
            #expect(
                failure { () throws(Failure) in _ = try GnarkFiles.verifyingKey(key) }
                    == .commitments(count: 1))
            let proof = try committed("proof" + form)
            #expect(
                failure { () throws(Failure) in _ = try GnarkFiles.proof(proof) }
                    == .commitments(count: 1))
        }
    }

    @Test func lintComparesTheGroups() throws {
        let key = try GnarkFiles.verifyingKey(try bytes("verifyingKey"))
        func error(
            beta1: AffinePoint<G1>? = nil, delta1: AffinePoint<G1>? = nil
        ) -> Groth16Error? {
            do throws(Groth16Error) {
                try GnarkVerifyingKey(
                    key: key.key, beta1: beta1 ?? key.beta1, delta1: delta1 ?? key.delta1
                ).lint()
                return nil
            } catch {
                return error
            }
        }
        #expect(error() == nil)
        #expect(error(beta1: key.delta1) == .unequalExponents(.beta))
        #expect(error(delta1: key.beta1) == .unequalExponents(.delta))
        #expect(error(beta1: .infinity) == .unequalExponents(.beta))
    }

    /// Decoding ends with a value or an error for any bytes, and accepted bytes are those that would
    /// be written.
    @Test func hostileFilesNeverTrap() throws {
        var source = SeededGenerator(seed: 151)
        let names = ["verifyingKey", "verifyingKeyRaw", "proof", "proofRaw", "publicInputs"]
        var accepted = 0
        for round in 0..<1_000 {
            var bytes = try self.bytes(names[round % names.count])
            for _ in 0...round % 3 {
                let place = Int.random(in: 0..<bytes.count, using: &source)
                bytes[place] = source.bytes(1)[0]
            }
            if round % 7 == 0 {
                bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &source)))
            }
            if let key = try? GnarkFiles.verifyingKey(bytes) {
                let form: GnarkFiles.Form = bytes[0] >> 6 == 0 ? .raw : .compressed
                #expect(GnarkFiles.bytes(key, form) == bytes)
                _ = try? key.lint()
                accepted += 1
            }
            if let proof = try? GnarkFiles.proof(bytes) {
                let form: GnarkFiles.Form = bytes[0] >> 6 == 0 ? .raw : .compressed
                #expect(GnarkFiles.bytes(proof, form) == bytes)
                accepted += 1
            }
            if let inputs = try? GnarkFiles.publicInputs(bytes) {
                #expect(GnarkFiles.bytes(publicInputs: inputs) == bytes)
                accepted += 1
            }
        }
        #expect(accepted > 50)
    }
}
