public import FRI
import Hashing
public import Parallel
import Recursion
import RecursionCircuits
import RecursionProver

/// The recursion programs for proofs of runs in some shapes.
///
/// A tree of proofs of any depth and any number of runs is joined with them: one run or two runs of
/// any shapes, two joined proofs. These programs have one shape. The root
/// of a tree is compressed once: a proof of fewer columns and queries, for the last layer. Programs
/// are recorded when they are asked for, as recording takes little time and a recorded program tens
/// of megabytes.
public struct AggregationPrograms: Sendable {
    /// The shapes of runs, the largest last.
    public let runs: [RunShape]
    /// The shape of all proofs but compressed ones.
    public let shape: RecursionShape
    /// The parameters of compressed proofs.
    public let compression: FRIParameters

    /// The index of the key of the compression in the list.
    static let compressionIndex = 1

    /// The programs for at least one shape of runs, the largest last, with the parameters of joins
    /// and of the compression.
    ///
    /// The join verifies proofs of its own shape: the height grows until all programs have room.
    public init(
        runs: [RunShape], parameters: FRIParameters = RecursionParameters.joins,
        compression: FRIParameters = RecursionParameters.compression
    ) throws {
        precondition(
            (1...JoinKind.shapeLimit).contains(runs.count), "as many shapes as a list has leaves")
        (self.runs, self.compression) = (runs, compression)
        func height(for kind: JoinKind, _ height: Int) throws -> Int {
            let shape = RecursionShape(parameters: parameters, heightLog2: height)
            let join = try JoinProgram(Self.children(of: kind, runs: runs, shape))
            return max(height, ProgramTables.heightLog2(of: join.program))
        }
        var heightLog2 = 0
        for kind in JoinKind.all(shapeCount: runs.count) where kind != .join {
            heightLog2 = try height(for: kind, heightLog2)
        }
        while true {
            let next = try height(for: .join, heightLog2)
            if next == heightLog2 { break }
            heightLog2 = next
        }
        shape = RecursionShape(parameters: parameters, heightLog2: heightLog2)
    }

    /// The programs of a shape that is known, as that of a list of keys.
    ///
    /// With another shape than the first initializer gives the programs have other keys.
    public init(
        runs: [RunShape], shape: RecursionShape,
        compression: FRIParameters = RecursionParameters.compression
    ) {
        (self.runs, self.shape, self.compression) = (runs, shape, compression)
    }

    /// The programs that join, in the order of their keys.
    public var kinds: [JoinKind] { JoinKind.all(shapeCount: runs.count) }

    private static func children(
        of kind: JoinKind, runs: [RunShape], _ shape: RecursionShape
    ) -> [JoinProgram.Child] {
        switch kind {
        case .run(let index): [.run(runs[index])]
        case .pair(let first, let second): [.run(runs[first]), .run(runs[second])]
        case .join: [.recursion(shape), .recursion(shape)]
        }
    }

    /// Records a program of `kinds` and makes its prover.
    ///
    /// Takes seconds of a core and hundreds of megabytes, for the fixed columns and their
    /// commitment.
    public func prover(of kind: JoinKind, workers: Workers) throws -> JoinProver {
        precondition(kinds.contains(kind), "a program of the list")
        return try JoinProver(
            JoinProgram(Self.children(of: kind, runs: runs, shape)), degree: shape.degree,
            parameters: shape.parameters, heightLog2: shape.heightLog2, workers: workers)
    }

    /// Records the program that verifies one proof of the others, in the machine of degree nine, and
    /// makes its prover.
    public func compressor(workers: Workers) throws -> JoinProver {
        try JoinProver(
            JoinProgram([.recursion(shape)]), degree: .nine, parameters: compression,
            workers: workers)
    }

    /// Computes the keys of all programs, one after the other.
    public func keys(workers: Workers) throws -> AggregationKeys {
        var digests = try kinds.map { try prover(of: $0, workers: workers).keyDigest }
        digests.insert(
            try compressor(workers: workers).keyDigest, at: Self.compressionIndex)
        guard let list = KeyList(digests) else {
            preconditionFailure("at most as many shapes as the list has leaves")
        }
        return AggregationKeys(shape: shape, list: list)
    }
}
