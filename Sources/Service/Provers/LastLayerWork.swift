public import Aggregation
public import Hashing
public import ProofJobs
public import Wrap

/// Proves last-layer jobs, and verifies their results: the key of the layer is that of its prover.
public struct LastLayerWork: ProofWork {
    private let layer: LastLayer
    private let compressed: RecursionShape
    private let program: Digest
    private let keys: KeyList

    /// The work of a layer above compressed proofs of a shape, about a program under a list of keys.
    public init(
        _ layer: LastLayer, above compressed: RecursionShape, program: Digest, keys: KeyList
    ) {
        (self.layer, self.compressed) = (layer, compressed)
        (self.program, self.keys) = (program, keys)
    }

    public var kinds: Set<JobKind> { [.last] }

    /// Throws unless a result is the layer's proof of the input's statement.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        let input = try input(inputs)
        try WorkFailure.explaining {
            let last = try layer.decode(result)
            try WorkFailure.require(last.statement, is: input.statement)
            try layer.verify(last)
        }
    }

    /// The program refuses an input that is no proof, so the result is one.
    public func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        let input = try input(inputs)
        progress("last layer")
        return try WorkFailure.explaining {
            try layer.encode(try layer.prove(input, program: program, keys: keys))
        }
    }

    private func input(_ inputs: [[UInt8]]) throws(WorkFailure) -> JoinedProof {
        try WorkFailure.explaining {
            guard inputs.count == 1 else {
                throw WorkFailure("the last layer has one input, not \(inputs.count)")
            }
            return try JoinedProof(decoding: inputs[0], shape: compressed)
        }
    }
}
