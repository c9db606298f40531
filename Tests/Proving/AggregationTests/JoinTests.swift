import Aggregation
import Parallel
import Testing

@Suite struct JoinTests {
    private let scene: AggregationScene

    init() throws { scene = try AggregationScene.shared.get() }

    private var verifier: AggregationVerifier {
        AggregationVerifier(shape: scene.programs.shape, keys: scene.programs.keys)
    }

    @Test func joinsATreeOfRuns() throws {
        let (programs, program) = (scene.programs, scene.program)
        let first = try scene.pair(0)
        let third = try programs.runs[0].prove(
            [.run(scene.runs[2])], program: program, keys: programs.keys)
        let all = try programs.join.prove(
            [.recursion(first), .recursion(third)], program: program, keys: programs.keys)
        #expect(all.statement.before == AggregationScene.digest(0))
        #expect(all.statement.after == AggregationScene.digest(3))
        #expect(all.statement.program == program)
        try verifier.verify(all)
        // A join of joins.
        let last = try programs.runs[0].prove(
            [.run(scene.runs[3])], program: program, keys: programs.keys)
        let four = try programs.join.prove(
            [.recursion(all), .recursion(last)], program: program, keys: programs.keys)
        #expect(four.statement.after == AggregationScene.digest(4))
        try verifier.verify(four)
    }
}
