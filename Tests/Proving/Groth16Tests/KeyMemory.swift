import BN254
import Groth16
import Parallel
import R1CS
import TestSupport

/// A key in memory of this process.
final class KeyMemory {
    let bytes: UnsafeMutableRawBufferPointer

    init(_ contents: [UInt8]) {
        // Four bytes off, as sections of files are.
        bytes = .allocate(byteCount: contents.count, alignment: 16)
        bytes.copyBytes(from: contents)
    }

    deinit { bytes.deallocate() }

    func key() throws(Groth16Error) -> ProvingKey {
        try ProvingKey(UnsafeRawBufferPointer(bytes), owner: self)
    }
}

extension ProvingKey {
    /// Checks the key with the system's randomness.
    func lint(workers: Workers) throws(Groth16Error) {
        var randomness = SystemRandomNumberGenerator()
        try lint(workers: workers, randomness: &randomness)
    }
}

/// The chain x(i + 1) = x(i) (x(i) + k) with a public result.
struct ChainCircuit {
    var start = Fr(7)
    let length: Int
    let factor = Fr(3)

    var result: Fr {
        (0..<length).reduce(start) { value, _ in value * (value + factor) }
    }

    func build(_ builder: inout CircuitBuilder) {
        let expected = builder.publicInput(result)
        var value = builder.hint(start)
        for _ in 0..<length { value = builder.variable(value * (value + factor)) }
        builder.require(value == expected)
    }

    var system: ConstraintSystem {
        get throws { try CircuitBuilder.record(build).system }
    }

    /// A development key from a seed.
    func key(seed: UInt64, workers: Workers = .serial) throws -> [UInt8] {
        var source = SeededGenerator(seed: seed)
        let trapdoor = Trapdoor(randomness: &source)
        let setup = try Setup(try system)
        var bytes = [UInt8](repeating: 0, count: setup.byteCount)
        bytes.withUnsafeMutableBytes { memory in
            setup.write(trapdoor, into: memory, workers: workers) { _ in }
        }
        return bytes
    }
}
