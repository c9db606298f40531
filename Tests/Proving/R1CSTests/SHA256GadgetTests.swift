import BN254
import Bytes
import Hashing
import R1CS
import TestSupport
import Testing

/// SHA-256 of bits in a circuit against the native one.
@Suite struct SHA256GadgetTests {
    /// Bits of bytes, the most significant first; from some byte on constants.
    private func bits(
        _ builder: inout CircuitBuilder, _ bytes: [UInt8], constantsFrom first: Int
    ) -> [Bit] {
        bytes.enumerated().flatMap { place, byte in
            (0..<8).map { index in
                let value = byte >> UInt8(7 - index) & 1 == 1
                return place < first ? builder.bit(value) : Bit(constant: value)
            }
        }
    }

    private func bytes(_ bits: [Bit]) -> [UInt8] {
        stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1.value ? 1 : 0) }
        }
    }

    /// Lengths at which the padding takes a block more, and messages that are partly constant.
    @Test(arguments: [0, 1, 55, 56, 64, 119, 128])
    func agreesWithTheNativeOne(count: Int) throws {
        var source = SeededGenerator(seed: UInt64(count))
        let message = (0..<count).map { _ in UInt8.random(in: 0...255, using: &source) }
        for first in [count, count / 2, 0] {
            var hash: [UInt8] = []
            _ = try CircuitBuilder.assign { builder in
                hash = bytes(builder.sha256(bits(&builder, message, constantsFrom: first)))
            }
            #expect(hash == SHA256.hash(message).array)
        }
    }

    @Test func constantsCostNothing() throws {
        let recording = try CircuitBuilder.record { builder in
            let message = [UInt8](repeating: 7, count: 80)
            let hash = builder.sha256(bits(&builder, message, constantsFrom: 0))
            #expect(bytes(hash) == SHA256.hash(message).array)
        }
        #expect(recording.system.constraintCount == 0)
    }

    /// One block: a false variable, with all that is computed from it, violates the circuit.
    ///
    /// Each variable by itself is changed in the tests of the circuit of a verifier.
    @Test func liesAreFoundOut() throws {
        let message = Array("a message of a few words".utf8)
        let hash = SHA256.hash(message).array
        func circuit(_ builder: inout CircuitBuilder) {
            let bits = bits(&builder, message, constantsFrom: message.count)
            for (index, bit) in builder.sha256(bits).enumerated() {
                let expected = hash[index / 8] >> UInt8(7 - index % 8) & 1
                builder.require(bit.signal == Signal(constant: Fr(UInt64(expected))))
            }
        }
        let system = try CircuitBuilder.record(circuit).system
        #expect((25_000..<27_000).contains(system.constraintCount))
        let values = try CircuitBuilder.assign(circuit)
        #expect(try system.firstViolation(values) == nil)
        for variable in stride(from: 1, to: values.count, by: 977) {
            let forged = CircuitBuilder.assign(circuit, lies: [variable: .one - values[variable]])
            #expect(try system.firstViolation(forged) != nil, "variable \(variable)")
        }
    }
}
