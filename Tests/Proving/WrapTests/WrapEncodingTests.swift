import Aggregation
import AggregationFixtures
import BN254
import Bytes
import Groth16
import Hashing
import TestSupport
import Testing
import Wrap

/// Encodings of the last layer's proofs and of wrapped ones: every byte counts.
@Suite struct WrapEncodingTests {
    private let chain: WrapChain

    init() throws { chain = try WrapChain.shared.get() }

    private func refusal(_ bytes: [UInt8]) -> JoinError? {
        do throws(JoinError) {
            _ = try chain.layer.decode(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func proofsOfTheLayerGoThroughBytes() throws {
        let bytes = try chain.layer.encode(chain.last)
        let decoded = try chain.layer.decode(bytes)
        #expect(decoded.statement == chain.last.statement)
        #expect(try chain.layer.encode(decoded) == bytes)
        try chain.layer.verify(decoded)
        #expect(refusal([]) != nil)
        #expect(refusal(Array(bytes.dropLast())) != nil)
        #expect(refusal(bytes + [0]) != nil)
        var other = bytes
        other[0] ^= 1
        #expect(refusal(other) == .magic)
        other = bytes
        other[7] = 2
        #expect(refusal(other) == .version(2))
        let limit = LastLayer.byteCountLimit
        #expect(
            refusal([UInt8](repeating: 0, count: limit + 1))
                == .decoding(.limitExceeded(limit: limit, actual: limit + 1)))
        // An element of the program's digest that is not below p.
        other = bytes
        for index in 8..<16 { other[index] = 0xff }
        #expect(refusal(other) == .decoding(.invalidValue(field: "digest")))
    }

    /// One changed byte gives another proof, which is refused, or no encoding.
    @Test func changedBytesAreRefused() throws {
        let bytes = try chain.layer.encode(chain.last)
        var source = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            var changed = bytes
            changed[Int.random(in: 8..<bytes.count, using: &source)] ^=
                1 << UInt8.random(in: 0..<8, using: &source)
            guard let proof = try? chain.layer.decode(changed) else { continue }
            #expect(throws: (any Error).self) { try chain.layer.verify(proof) }
        }
    }

    @Test func wrappedProofsGoThroughBytes() throws {
        let generator = G1.generator
        let wrapped = WrappedProof(
            statement: chain.last.statement,
            proof: try Proof(a: generator, b: G2.generator, c: generator))
        let bytes = wrapped.encoded
        #expect(bytes.count == WrappedProof.byteCount)
        #expect(try WrappedProof(decoding: bytes) == wrapped)
        func refusal(_ bytes: [UInt8]) -> WrappedProof.Failure? {
            do throws(WrappedProof.Failure) {
                _ = try WrappedProof(decoding: bytes)
                return nil
            } catch {
                return error
            }
        }
        #expect(
            refusal(Array(bytes.dropLast()))
                == .form(.decoding(.truncated(needed: 256, available: 255))))
        let count = bytes.count
        #expect(
            refusal(bytes + [0])
                == .form(.decoding(.limitExceeded(limit: count, actual: count + 1))))
        var other = bytes
        other[3] ^= 1
        #expect(refusal(other) == .form(.magic))
        other = bytes
        other[4] = 1
        #expect(refusal(other) == .form(.version(1 << 24 + 1)))
        other = bytes
        other[count - 1] ^= 1
        #expect(refusal(other) == .point(.notOnCurve))
    }
}
