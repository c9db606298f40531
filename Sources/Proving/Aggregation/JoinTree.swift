public import Bytes

/// A plan of the joins that make one proof of consecutive runs.
///
/// Two neighbouring runs are verified together, a last one alone; proofs of joins are then joined in
/// pairs, level by level, until one is left. All joins of a list of programs take the same time, and
/// this is the least number of them for joins of two neighbours. Joins whose sources are there can be
/// proven at once and anywhere. The plan follows from the runs alone.
public struct JoinTree: Equatable, Sendable {
    /// A run that is joined, as far as a plan needs it: known before the run is proven.
    public struct Run: Equatable, Sendable {
        /// The index of its shape in `AggregationPrograms.runs`.
        public let shape: Int
        /// The digest before the run.
        public let before: Bytes32
        /// The digest after the run.
        public let after: Bytes32

        /// A run of a shape between two digests.
        public init(shape: Int, before: Bytes32, after: Bytes32) {
            (self.shape, self.before, self.after) = (shape, before, after)
        }
    }

    /// A proof that a join reads.
    public enum Source: Hashable, Sendable {
        /// Of a run, by its index.
        case run(Int)
        /// Of a join, by its index.
        case join(Int)
    }

    /// A join: a node of the tree.
    public struct Join: Equatable, Sendable {
        /// The program.
        public let kind: JoinKind
        /// The proofs that are joined, in order.
        public let sources: [Source]
        /// The digest before the first of them.
        public let before: Bytes32
        /// The digest after the last of them.
        public let after: Bytes32
    }

    /// Reasons why runs have no plan.
    public enum Defect: Error, Equatable {
        /// There is no run.
        case noRuns
        /// There are more runs than the limit.
        case runLimit(limit: Int, actual: Int)
        /// A run is of a shape that the programs do not have.
        case shape(run: Int)
        /// A run does not start where the one before ends.
        case gap(run: Int, expected: Bytes32, actual: Bytes32)
    }

    /// The most runs of a plan.
    public static let runLimit = 1 << 20

    /// The runs, in order.
    public let runs: [Run]
    /// The joins, each after its sources; the last one's proof is that of all runs.
    public let joins: [Join]

    /// Plans the joins of consecutive runs.
    ///
    /// - Parameter shapeCount: The number of shapes of runs, of which the last is the largest.
    public init(_ runs: [Run], shapeCount: Int) throws(Defect) {
        guard let first = runs.first else { throw .noRuns }
        guard runs.count <= Self.runLimit else {
            throw .runLimit(limit: Self.runLimit, actual: runs.count)
        }
        var end = first.before
        for (index, run) in runs.enumerated() {
            guard (0..<shapeCount).contains(run.shape) else { throw .shape(run: index) }
            guard run.before == end else {
                throw .gap(run: index, expected: end, actual: run.before)
            }
            end = run.after
        }
        self.runs = runs
        var joins = Self.joins(of: runs)
        var level = Array(joins.indices)
        while level.count > 1 {
            var next = [Int]()
            for place in stride(from: 0, to: level.count - 1, by: 2) {
                let (left, right) = (level[place], level[place + 1])
                next.append(joins.count)
                joins.append(
                    Join(
                        kind: .join, sources: [.join(left), .join(right)],
                        before: joins[left].before, after: joins[right].after))
            }
            // A proof without a neighbour waits for the next level.
            if level.count % 2 == 1 { next += level.suffix(1) }
            level = next
        }
        self.joins = joins
    }

    /// The joins that verify runs.
    private static func joins(of runs: [Run]) -> [Join] {
        stride(from: 0, to: runs.count, by: 2).map { index in
            let last = min(index + 1, runs.count - 1)
            let (first, second) = (runs[index].shape, runs[last].shape)
            return Join(
                kind: index == last ? .run(shape: first) : .pair(first: first, second: second),
                sources: (index...last).map { .run($0) }, before: runs[index].before,
                after: runs[last].after)
        }
    }

    /// The joins whose sources are proven and that are not proven themselves.
    public func ready(proven: Set<Source>) -> [Int] {
        joins.indices.filter { index in
            !proven.contains(.join(index))
                && joins[index].sources.allSatisfy { proven.contains($0) }
        }
    }
}
