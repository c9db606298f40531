public import Groth16
public import Parallel
public import ProofJobs
public import Wrap

/// Verifies results of wrap jobs: what contracts verify, about what the last layer's proof says.
public struct WrapCheck: ResultCheck {
    let layer: LastLayer
    private let key: VerifyingKey

    /// A check of wraps of a layer's proofs with the key of its circuit.
    public init(_ layer: LastLayer, key: VerifyingKey) {
        self.layer = layer
        self.key = key
    }

    public var kinds: Set<JobKind> { [.wrap] }

    /// Throws unless a result is a wrapped proof of the input's statement.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        let input = try last(inputs)
        try WorkFailure.explaining {
            let wrapped = try WrappedProof(decoding: result)
            try WorkFailure.require(wrapped.statement, is: input.statement)
            try wrapped.verify(key)
        }
    }

    /// The one input.
    func last(_ inputs: [[UInt8]]) throws(WorkFailure) -> LastLayer.Proof {
        try WorkFailure.explaining {
            guard inputs.count == 1 else {
                throw WorkFailure("a wrap has one input, not \(inputs.count)")
            }
            return try layer.decode(inputs[0])
        }
    }
}

/// Proves wrap jobs.
public struct WrapWork: CheckedWork {
    private let wrap: Wrap
    private let key: ProvingKey
    private let workers: Workers
    /// Verifies the results.
    public let check: WrapCheck

    /// The work of a wrap with a key of its circuit.
    public init(_ wrap: Wrap, of layer: LastLayer, key: ProvingKey, workers: Workers) {
        (self.wrap, self.key, self.workers) = (wrap, key, workers)
        check = WrapCheck(layer, key: key.verifyingKey)
    }

    /// An input that is no proof violates the circuit, and the result is verified before it is
    /// returned.
    public func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        let last = try check.last(inputs)
        progress("Groth16")
        let result = try WorkFailure.explaining {
            try wrap.prove(last, key: key, workers: workers).encoded
        }
        try check.verify(result, of: job, inputs: inputs)
        return result
    }
}
