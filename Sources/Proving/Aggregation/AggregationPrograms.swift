public import FRI
import Hashing
public import Parallel
import Recursion
import RecursionProver

/// The recursion programs for proofs of runs in some shapes, all of one shape themselves.
///
/// A tree of proofs of any depth and any number of runs is joined with them: two runs of the
/// largest shape, one run of any shape, two joined proofs. They are recorded when they are asked
/// for, as recording takes little time and a recorded program tens of megabytes.
public struct AggregationPrograms: Sendable {
    /// The shapes of runs, the largest last.
    public let runs: [RunShape]
    /// The shape of all proofs.
    public let shape: RecursionShape

    /// The programs for at least one shape of runs, the largest last.
    ///
    /// The join verifies proofs of its own shape: the height grows until all programs have room.
    public init(runs: [RunShape], parameters: FRIParameters) throws {
        precondition(
            (1...JoinKind.shapeLimit).contains(runs.count), "as many shapes as a list has leaves")
        self.runs = runs
        func height(for kind: JoinKind, _ height: Int) throws -> Int {
            let shape = RecursionShape(parameters: parameters, heightLog2: height)
            let join = try JoinProgram(Self.children(of: kind, runs: runs, shape))
            return max(height, ProgramTables.heightLog2(of: join.program))
        }
        var heightLog2 = 0
        for kind in Self.kinds(runCount: runs.count) where kind != .join {
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
    public init(runs: [RunShape], shape: RecursionShape) {
        (self.runs, self.shape) = (runs, shape)
    }

    /// The programs, in the order of their keys.
    public var kinds: [JoinKind] { Self.kinds(runCount: runs.count) }

    private static func kinds(runCount: Int) -> [JoinKind] {
        [.join, .pair] + (0..<runCount).map { .run(shape: $0) }
    }

    private static func children(
        of kind: JoinKind, runs: [RunShape], _ shape: RecursionShape
    ) -> [JoinProgram.Child] {
        switch kind {
        case .run(let index): [.run(runs[index])]
        case .pair: runs.suffix(1).flatMap { [.run($0), .run($0)] }
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

    /// Computes the keys of all programs, one after the other.
    public func keys(workers: Workers) throws -> AggregationKeys {
        let digests = try kinds.map { try prover(of: $0, workers: workers).keyDigest }
        guard let list = KeyList(digests) else {
            preconditionFailure("at most as many shapes as the list has leaves")
        }
        return AggregationKeys(shape: shape, list: list)
    }
}
