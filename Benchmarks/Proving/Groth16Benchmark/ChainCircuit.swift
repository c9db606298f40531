import BN254
import R1CS

/// The chain x(i + 1) = x(i) (x(i) + k) with 2^log2 - 4 constraints and one public result: every
/// variable is a full scalar and occurs in A, B and C, the worst case for sums of multiples.
///
/// The same relation that docs/design/0020-groth16.md compares with other provers.
struct ChainCircuit {
    let log2: Int
    private let factor = Fr(0x9e37_79b9_7f4a_7c15)

    func build(_ builder: inout CircuitBuilder) {
        let length = (1 << log2) - 5
        var value = Fr(0x1234_5678_9abc_def0)
        let start = value
        for _ in 0..<length { value = value * (value + factor) }
        let result = builder.publicInput(value)
        var signal = builder.hint(start)
        for _ in 0..<length { signal = builder.variable(signal * (signal + factor)) }
        builder.require(signal == result)
    }
}
