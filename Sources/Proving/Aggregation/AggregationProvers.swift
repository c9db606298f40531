public import Parallel

/// All programs of a list with their provers: for one process that proves everything.
public struct AggregationProvers: Sendable {
    /// The programs.
    public let programs: AggregationPrograms
    /// Two proofs of programs of the list.
    public let join: JoinProver
    /// Two runs of the last shape.
    public let pair: JoinProver
    /// One run, by its shape.
    public let runs: [JoinProver]
    /// One proof of these programs, in the machine of degree nine.
    public let compress: JoinProver
    /// The keys of all programs.
    public let keys: KeyList

    /// The shape of all proofs but those of `compress`.
    public var shape: RecursionShape { programs.shape }

    /// Makes the provers of all programs.
    public init(_ programs: AggregationPrograms, workers: Workers) throws {
        self.programs = programs
        join = try programs.prover(of: .join, workers: workers)
        pair = try programs.prover(of: .pair, workers: workers)
        runs = try programs.runs.indices.map {
            try programs.prover(of: .run(shape: $0), workers: workers)
        }
        compress = try programs.compressor(workers: workers)
        guard let keys = KeyList(([join, pair, compress] + runs).map(\.keyDigest)) else {
            preconditionFailure("at most as many shapes as the list has leaves")
        }
        self.keys = keys
    }
}
