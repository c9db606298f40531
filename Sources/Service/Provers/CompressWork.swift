public import Aggregation
public import Hashing
public import ProofJobs

/// Verifies results of compress jobs: compressed proofs of what the joined proof says.
public struct CompressCheck: ResultCheck {
    /// The shape of joined proofs.
    let joins: RecursionShape
    let verifier: AggregationVerifier

    /// A check of the compression of joined proofs of a shape, with a verifier of compressed proofs.
    public init(joins: RecursionShape, verifier: AggregationVerifier) {
        self.joins = joins
        self.verifier = verifier
    }

    public var kinds: Set<JobKind> { [.compress] }

    /// Throws unless a result is a compressed proof of the input's statement.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        let input = try joined(inputs)
        try WorkFailure.explaining {
            let compressed = try JoinedProof(decoding: result, shape: verifier.shape)
            try WorkFailure.require(compressed.statement, is: input.statement)
            try verifier.verify(compressed)
        }
    }

    /// The one input.
    func joined(_ inputs: [[UInt8]]) throws(WorkFailure) -> JoinedProof {
        try WorkFailure.explaining {
            guard inputs.count == 1 else {
                throw WorkFailure("a compression has one input, not \(inputs.count)")
            }
            return try JoinedProof(decoding: inputs[0], shape: joins)
        }
    }
}

/// Proves compress jobs.
public struct CompressWork: CheckedWork {
    private let prover: JoinProver
    /// Verifies the results.
    public let check: CompressCheck
    private let program: Digest

    /// The work of a prover of the compression, for proofs about a program.
    public init(_ prover: JoinProver, program: Digest, check: CompressCheck) {
        self.prover = prover
        self.program = program
        self.check = check
    }

    /// The program refuses an input that is no proof, so the result is one.
    public func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        let input = try check.joined(inputs)
        progress("compression")
        return try WorkFailure.explaining {
            try prover.prove(
                [.recursion(input)], program: program, keys: check.verifier.keys
            ).encoded(prover.shape)
        }
    }
}
