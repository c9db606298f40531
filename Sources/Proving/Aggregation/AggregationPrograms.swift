public import FRI
import Hashing
public import Parallel
import Recursion
import RecursionCircuits
import RecursionProver

/// The recursion programs for proofs of runs in some shapes, with the list of their keys.
///
/// A tree of proofs of any depth and any number of runs is joined with them: two runs of the
/// largest shape, one run of any shape, two joined proofs. These programs have one shape. The root
/// of a tree is compressed once: a proof of fewer columns and queries, for the last layer.
public struct AggregationPrograms: Sendable {
    /// One run, by its shape.
    public let runs: [JoinProver]
    /// Two runs of the last shape.
    public let pair: JoinProver
    /// Two proofs of these programs.
    public let join: JoinProver
    /// One proof of these programs, in the machine of degree nine.
    public let compress: JoinProver
    /// The keys of all programs in the order above.
    public let keys: KeyList
    /// The shape of all proofs but those of `compress`.
    public let shape: RecursionShape

    /// The programs for runs of some shapes, the largest last, with the parameters of joins and of
    /// the compression.
    ///
    /// The join verifies proofs of its own shape: the height grows until all programs have room.
    public init(
        runs shapes: [RunShape], parameters: FRIParameters = RecursionParameters.joins,
        compression: FRIParameters = RecursionParameters.compression, workers: Workers
    ) throws {
        let children = shapes.map { [JoinProgram.Child.run($0)] }
        let pairChildren = shapes.suffix(1).flatMap { [JoinProgram.Child.run($0), .run($0)] }
        let fixed = try (children + [pairChildren]).map { try JoinProgram($0) }
        var height = fixed.reduce(0) { max($0, ProgramTables.heightLog2(of: $1.program)) }
        var join = try Self.join(parameters, height)
        while ProgramTables.heightLog2(of: join.program) > height {
            height = ProgramTables.heightLog2(of: join.program)
            join = try Self.join(parameters, height)
        }
        let provers = try (fixed + [join]).map {
            try JoinProver($0, parameters: parameters, heightLog2: height, workers: workers)
        }
        runs = Array(provers.prefix(shapes.count))
        pair = provers[shapes.count]
        self.join = provers[shapes.count + 1]
        shape = RecursionShape(parameters: parameters, heightLog2: height)
        compress = try JoinProver(
            JoinProgram([.recursion(shape)]), degree: .nine, parameters: compression,
            workers: workers)
        guard let keys = KeyList((provers + [compress]).map(\.keyDigest)) else {
            preconditionFailure("more programs than the list has leaves")
        }
        self.keys = keys
    }

    private static func join(
        _ parameters: FRIParameters, _ heightLog2: Int
    ) throws -> JoinProgram {
        let shape = RecursionShape(parameters: parameters, heightLog2: heightLog2)
        return try JoinProgram([.recursion(shape), .recursion(shape)])
    }
}
