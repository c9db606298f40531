package import Bytes
package import Wrap

extension WrappedProofs {
    /// Reasons why a finished wrap is not what a contract verifies.
    package enum Refusal: Error, Equatable {
        /// The bytes are no wrapped proof, or the verifier refuses it.
        case proof(WrappedProof.Failure)
        /// The proof is about another program than the contract's.
        case program(expected: Bytes32, actual: Bytes32)
        /// The proof allows other keys than the contract.
        case keyRoot(expected: Bytes32, actual: Bytes32)
        /// The proof begins after another header than the block's.
        case start(expected: Bytes32, actual: Bytes32)
        /// The proof ends with another header than the block's.
        case last(expected: Bytes32, actual: Bytes32)
    }
}

extension WrappedProofs.Refusal: CustomStringConvertible {
    /// A clause for the operator.
    package var description: String {
        switch self {
        case .proof(let failure): "it is no proof (\(failure))"
        case .program(let expected, let actual):
            "the contract proves program 0x\(expected.hex), it is about 0x\(actual.hex)"
        case .keyRoot(let expected, let actual):
            "the contract has root of keys 0x\(expected.hex), it has 0x\(actual.hex)"
        case .start(let expected, let actual):
            "the header before is 0x\(expected.hex), it begins after 0x\(actual.hex)"
        case .last(let expected, let actual):
            "the last header is 0x\(expected.hex), it ends with 0x\(actual.hex)"
        }
    }
}
