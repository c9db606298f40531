import Hashing
public import Parallel

/// All programs of a list with their provers: for one process that proves everything.
public struct AggregationProvers: Sendable {
    /// The programs.
    public let programs: AggregationPrograms
    /// The programs that join.
    public let joins: [JoinKind: JoinProver]
    /// One proof of these programs, in the machine of degree nine.
    public let compress: JoinProver
    /// The keys of all programs.
    public let keys: KeyList

    /// The shape of all proofs but those of `compress`.
    public var shape: RecursionShape { programs.shape }

    /// Two proofs of programs of the list.
    public var join: JoinProver { prover(of: .join) }

    /// Two runs of the last shape.
    public var pair: JoinProver {
        let last = programs.runs.count - 1
        return prover(of: .pair(first: last, second: last))
    }

    /// One run, by its shape.
    public var runs: [JoinProver] {
        programs.runs.indices.map { prover(of: .run(shape: $0)) }
    }

    /// The prover of a program of `programs.kinds`.
    public func prover(of kind: JoinKind) -> JoinProver {
        guard let prover = joins[kind] else { preconditionFailure("a program of the list") }
        return prover
    }

    /// Makes the provers of all programs.
    public init(_ programs: AggregationPrograms, workers: Workers) throws {
        self.programs = programs
        compress = try programs.compressor(workers: workers)
        var joins: [JoinKind: JoinProver] = [:]
        var digests: [Digest] = []
        for kind in programs.kinds {
            let prover = try programs.prover(of: kind, workers: workers)
            joins[kind] = prover
            digests.append(prover.keyDigest)
        }
        digests.insert(compress.keyDigest, at: AggregationPrograms.compressionIndex)
        self.joins = joins
        guard let keys = KeyList(digests) else {
            preconditionFailure("at most as many shapes as the list has leaves")
        }
        self.keys = keys
    }
}
