import Aggregation
import AggregationFixtures
import FRI
import Parallel
import RecursionCircuits
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

    /// A joined proof verified once more, in the machine of degree nine at a blow-up of eight.
    @Test func compressesAJoinedProof() throws {
        let programs = scene.programs
        let pair = try scene.pair(1)
        let compressed = try programs.compress.prove(
            [.recursion(pair)], program: scene.program, keys: programs.keys)
        #expect(compressed.statement == pair.statement)
        try AggregationVerifier(shape: programs.compress.shape, keys: programs.keys)
            .verify(compressed)
        // A compressed proof is none of the shape that joins take.
        #expect(throws: AggregationVerifier.Refusal.unknownKey) { try verifier.verify(compressed) }
        // Under another list, the proof says the root of the list before.
        let longer = try #require(KeyList(programs.keys.digests + [scene.program]))
        #expect(throws: AggregationVerifier.Refusal.keyRoot) {
            try AggregationVerifier(shape: programs.compress.shape, keys: longer)
                .verify(compressed)
        }
    }

    @Test func refusesOtherStatements() throws {
        let pair = try scene.pair(0)
        for (before, after) in [(1, 2), (0, 1), (2, 0)] {
            let statement = AggregationStatement(
                program: pair.statement.program, keyRoot: pair.statement.keyRoot,
                before: AggregationScene.digest(before), after: AggregationScene.digest(after))
            let other = JoinedProof(
                statement: statement, fixedCap: pair.fixedCap, proof: pair.proof)
            #expect(throws: AggregationVerifier.Refusal.self) { try verifier.verify(other) }
        }
    }

    @Test func refusesProofsThatDoNotFit() throws {
        let (programs, program) = (scene.programs, scene.program)
        let run = JoinProver.Child.run(scene.runs[0])
        #expect(throws: JoinProver.Refusal.childCount(expected: 2, actual: 1)) {
            try programs.pair.prove([run], program: program, keys: programs.keys)
        }
        #expect(throws: JoinProver.Refusal.childKind(child: 0)) {
            try programs.join.prove([run, run], program: program, keys: programs.keys)
        }
        #expect(throws: JoinProver.Refusal.boundary(child: 1)) {
            try programs.pair.prove([run, run], program: program, keys: programs.keys)
        }
    }
}
