import Constraints
public import FRI
public import Hashing

/// What is the same for all proofs of one shape: machine, parameters, heights.
public struct ProofDescription: Sendable, Equatable {
    /// Version of the protocol.
    public let version: Int
    /// Parameters of FRI.
    public let parameters: FRIParameters
    /// Digest of the machine.
    public let machineDigest: Digest
    /// Logarithm of the height of each chip that has fixed columns.
    public let fixedHeightsLog2: [Int?]
    /// The logarithm of the number of rows of each chip, `nil` for one that is left out.
    public let heightsLog2: [Int?]
}

extension StarkKey {
    /// The description of proofs with the given heights.
    public func description(heightsLog2: [Int?]) -> ProofDescription {
        ProofDescription(
            version: Int(Self.version), parameters: parameters, machineDigest: checked.digest,
            fixedHeightsLog2: fixedHeightsLog2, heightsLog2: heightsLog2)
    }
}
