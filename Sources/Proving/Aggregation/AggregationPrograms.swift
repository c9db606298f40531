public import FRI
import Hashing
public import Parallel
import Recursion
import RecursionCircuits
import RecursionProver

/// The recursion programs for proofs of runs in some shapes, all of one shape themselves, with the
/// list of their keys.
///
/// A tree of proofs of any depth and any number of runs is joined with them: two runs of the
/// largest shape, one run of any shape, two joined proofs.
public struct AggregationPrograms: Sendable {
    /// One run, by its shape.
    public let runs: [JoinProver]
    /// Two runs of the last shape.
    public let pair: JoinProver
    /// Two proofs of these programs.
    public let join: JoinProver
    /// The keys of all programs in the order above.
    public let keys: KeyList
    /// The shape of all proofs.
    public let shape: RecursionShape

    /// The programs for runs of some shapes, the largest last.
    ///
    /// The join verifies proofs of its own shape: heights grow until all programs have room.
    public init(runs shapes: [RunShape], parameters: FRIParameters, workers: Workers) throws {
        let children = shapes.map { [JoinProgram.Child.run($0)] }
        let pairChildren = shapes.suffix(1).flatMap { [JoinProgram.Child.run($0), .run($0)] }
        let fixed = try (children + [pairChildren]).map { try JoinProgram($0) }
        var heights = [Int](
            repeating: ProgramTables.leastHeightLog2, count: RecursionMachine.Chip.allCases.count)
        for program in fixed { heights = try Self.raised(heights, for: program) }
        var join = try Self.join(parameters, heights)
        while true {
            let raised = try Self.raised(heights, for: join)
            if raised == heights { break }
            heights = raised
            join = try Self.join(parameters, heights)
        }
        let provers = try (fixed + [join]).map {
            try JoinProver($0, parameters: parameters, heightsLog2: heights, workers: workers)
        }
        runs = Array(provers.prefix(shapes.count))
        pair = provers[shapes.count]
        self.join = provers[shapes.count + 1]
        shape = RecursionShape(parameters: parameters, heightsLog2: heights)
        guard let keys = KeyList(provers.map(\.keyDigest)) else {
            preconditionFailure("more programs than the list has leaves")
        }
        self.keys = keys
    }

    private static func join(
        _ parameters: FRIParameters, _ heightsLog2: [Int]
    ) throws -> JoinProgram {
        let shape = RecursionShape(parameters: parameters, heightsLog2: heightsLog2)
        return try JoinProgram([.recursion(shape), .recursion(shape)])
    }

    private static func raised(_ heightsLog2: [Int], for join: JoinProgram) throws -> [Int] {
        zip(heightsLog2, ProgramTables.heightsLog2(of: join.program)).map { max($0, $1) }
    }
}
