import Aggregation
import AggregationFixtures
import Bytes
import Testing

/// Plans of joins follow from the runs, and each join stands behind its sources.
@Suite struct JoinTreeTests {
    /// Runs of the given shapes, each from one digest to the next.
    private func runs(_ shapes: [Int]) -> [JoinTree.Run] {
        shapes.enumerated().map { index, shape in
            JoinTree.Run(
                shape: shape, before: AggregationScene.digest(index),
                after: AggregationScene.digest(index + 1))
        }
    }

    private func tree(_ shapes: [Int], shapeCount: Int = 3) throws(JoinTree.Defect) -> JoinTree {
        try JoinTree(runs(shapes), shapeCount: shapeCount)
    }

    @Test func oneRunIsOneJoin() throws {
        for shape in 0..<3 {
            let tree = try tree([shape])
            #expect(tree.joins.map(\.kind) == [.run(shape: shape)])
            #expect(tree.joins[0].sources == [.run(0)])
        }
    }

    @Test func neighboursAreVerifiedTogether() throws {
        let tree = try tree([2, 2, 2, 1, 0, 2, 0, 0, 1])
        #expect(
            tree.joins.prefix(5).map(\.kind) == [
                .pair(first: 2, second: 2), .pair(first: 2, second: 1),
                .pair(first: 0, second: 2), .pair(first: 0, second: 0), .run(shape: 1),
            ])
        #expect(tree.joins[3].sources == [.run(6), .run(7)])
        // Five proofs: two joins, one of these, and the one that waited.
        #expect(
            tree.joins.dropFirst(5).map(\.sources) == [
                [.join(0), .join(1)], [.join(2), .join(3)], [.join(5), .join(6)],
                [.join(7), .join(4)],
            ])
    }

    /// Every run is read once and every join but the last, in order, with digests that meet.
    @Test func joinsAllRunsInOrder() throws {
        for count in 1...40 {
            let tree = try tree((0..<count).map { $0 * $0 * 7 % 11 % 3 })
            var covered = [Range<Int>]()
            var used = Set<JoinTree.Source>()
            for (index, join) in tree.joins.enumerated() {
                var range: Range<Int>?
                for source in join.sources {
                    #expect(used.insert(source).inserted)
                    let next: Range<Int>
                    switch source {
                    case .run(let run): next = run..<run + 1
                    case .join(let earlier):
                        try #require(earlier < index)
                        next = covered[earlier]
                    }
                    #expect(range.map { $0.upperBound == next.lowerBound } ?? true)
                    range = (range?.lowerBound ?? next.lowerBound)..<next.upperBound
                }
                let whole = try #require(range)
                covered.append(whole)
                #expect(join.sources.count == join.kind.childCount)
                #expect(join.before == AggregationScene.digest(whole.lowerBound))
                #expect(join.after == AggregationScene.digest(whole.upperBound))
            }
            #expect(covered.last == 0..<count)
            #expect(used.count == count + tree.joins.count - 1)
        }
    }

    @Test func joinsAreReadyWhenTheirSourcesAre() throws {
        let tree = try tree([2, 2, 0, 2])
        #expect(tree.ready(proven: []) == [])
        #expect(tree.ready(proven: [.run(0), .run(2), .run(3)]) == [1])
        let runs: Set<JoinTree.Source> = [.run(0), .run(1), .run(2), .run(3)]
        #expect(tree.ready(proven: runs) == [0, 1])
        #expect(tree.ready(proven: runs.union([.join(0), .join(1)])) == [2])
        #expect(tree.ready(proven: runs.union([.join(0), .join(1), .join(2)])) == [])
    }

    @Test func refusesRunsThatCannotBeJoined() throws {
        #expect(throws: JoinTree.Defect.noRuns) { try tree([]) }
        #expect(throws: JoinTree.Defect.shape(run: 1)) { try tree([0, 3]) }
        #expect(throws: JoinTree.Defect.shape(run: 0)) { try tree([-1, 0]) }
        var swapped = runs([0, 1, 2])
        swapped.swapAt(1, 2)
        #expect(
            throws: JoinTree.Defect.gap(
                run: 1, expected: AggregationScene.digest(1), actual: AggregationScene.digest(2))
        ) { try JoinTree(swapped, shapeCount: 3) }
        var missing = runs([0, 1, 2])
        missing.remove(at: 1)
        #expect(
            throws: JoinTree.Defect.gap(
                run: 1, expected: AggregationScene.digest(1), actual: AggregationScene.digest(2))
        ) { try JoinTree(missing, shapeCount: 3) }
        let run = JoinTree.Run(shape: 0, before: Bytes32(), after: Bytes32())
        let many = [JoinTree.Run](repeating: run, count: JoinTree.runLimit + 1)
        #expect(
            throws: JoinTree.Defect.runLimit(limit: JoinTree.runLimit, actual: many.count)
        ) { try JoinTree(many, shapeCount: 1) }
    }
}
