import AggregationFixtures
import Bytes
import FRI
import Hashing
import Parallel
import Recursion
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

@testable import Aggregation

/// Each link between a join and what it joins refuses; without the operations of the link the same
/// inputs are accepted.
@Suite struct LinkTests {
    private let scene: AggregationScene

    init() throws { scene = try AggregationScene.shared.get() }

    /// The operation that refuses inputs, `nil` if they are accepted.
    private func refusal(
        _ inputs: JoinInputs, _ program: VerifierProgram
    ) -> VerifierProgram.Operation? {
        ProgramRun(program, inputs.advice).failure.map { program.operations[$0] }
    }

    /// The program without its operation that refuses the inputs, which must be a comparison of
    /// cells.
    private func program(
        _ program: VerifierProgram, withoutWhatRefuses inputs: JoinInputs
    ) throws -> VerifierProgram {
        let number = try #require(ProgramRun(program, inputs.advice).failure)
        guard case .elements(let elements) = program.operations[number],
            elements.written == .nothing
        else {
            Issue.record("\(program.operations[number])")
            return program
        }
        var operations = program.operations
        operations.remove(at: number)
        return VerifierProgram(
            operations: operations, cellCount: program.cellCount,
            publicCount: program.publicCount)
    }

    private func recursion(_ joined: JoinedProof) throws -> JoinInputs.Child {
        try JoinInputs.child(joined, 0, scene.programs.shape, scene.programs.keys)
    }

    @Test func aKeyOutsideOfTheListIsRefused() throws {
        // A list without the key of the first child.
        let (programs, program) = (scene.programs, scene.program)
        let children = [try scene.pair(0), try scene.pair(2)]
        let inputs = JoinInputs(
            try children.map(recursion), program: program, keyRoot: programs.keys.root)
        #expect(refusal(inputs, programs.join.join.program) == nil)
        var digests = programs.keys.digests
        digests[JoinKind.pair(first: 0, second: 0).keyIndex] = .zero
        let shorter = try #require(KeyList(digests))
        #expect(throws: JoinProver.Refusal.unknownKey(child: 0)) {
            try programs.join.prove(
                children.map { .recursion($0) }, program: program, keys: shorter)
        }
        // Proofs that say the root of this list, with the path of another key.
        let lies = try (0..<2).map { number in
            var child = try JoinInputs.child(
                children[number], number, programs.shape, programs.keys)
            child.keyIndex = 0
            child.keyPath = try #require(programs.keys.path(of: 0))
            return child
        }
        let forged = JoinInputs(lies, program: program, keyRoot: programs.keys.root)
        let join = programs.join.join.program
        let first = try self.program(join, withoutWhatRefuses: forged)
        let second = try self.program(first, withoutWhatRefuses: forged)
        #expect(refusal(forged, second) == nil)
    }

    @Test func anotherRootIsRefused() throws {
        let programs = scene.programs
        let children = [try scene.pair(0), try scene.pair(2)]
        // The children say one root, the join another, under which their keys are as well.
        let longer = try #require(KeyList(programs.keys.digests + [scene.program]))
        let inputs = JoinInputs(
            try children.map { try JoinInputs.child($0, 0, programs.shape, longer) },
            program: scene.program, keyRoot: longer.root)
        #expect(refusal(inputs, programs.join.join.program) != nil)
        #expect(refusal(inputs, try withStatements(of: children)) == nil)
    }

    @Test func anotherProgramIsRefused() throws {
        let programs = scene.programs
        let children = [try scene.pair(0), try scene.pair(2)]
        let inputs = JoinInputs(
            try children.map(recursion), program: programs.keys.root,
            keyRoot: programs.keys.root)
        #expect(refusal(inputs, programs.join.join.program) != nil)
        #expect(refusal(inputs, try withStatements(of: children)) == nil)
    }

    @Test func boundariesThatDoNotMeetAreRefused() throws {
        let programs = scene.programs
        let children = [try scene.pair(2), try scene.pair(0)]
        #expect(throws: JoinProver.Refusal.boundary(child: 1)) {
            try programs.join.prove(
                children.map { .recursion($0) }, program: scene.program, keys: programs.keys)
        }
        let inputs = JoinInputs(
            try children.map(recursion), program: scene.program, keyRoot: programs.keys.root)
        #expect(refusal(inputs, programs.join.join.program) != nil)
        #expect(refusal(inputs, try withStatements(of: children)) == nil)
    }

    /// The join of two recursion proofs, in which the statement of each is not computed from
    /// program, root and boundaries, but given.
    private func withStatements(of children: [JoinedProof]) throws -> VerifierProgram {
        let program = scene.programs.join.join.program
        var operations = program.operations
        // The sponges of statements: that of each child, then that of the join.
        var outputs = [Int]()
        var isStatement = false
        for operation in operations {
            guard case .permute(let permutation) = operation else { continue }
            if case .tag(let tag) = permutation.start {
                isStatement = tag == HashDomain.aggregation.tag
            }
            if isStatement { outputs.append(permutation.outputs[0]) }
        }
        // Three blocks each.
        try #require(outputs.count == 9)
        for (child, output) in zip(children, [outputs[2], outputs[5]]) {
            let index = try #require(
                operations.firstIndex { operation in
                    if case .permute(let permutation) = operation {
                        permutation.outputs[0] == output
                    } else {
                        false
                    }
                })
            operations.insert(
                .constant(VerifierProgram.Cell(digest: child.statement.digest), to: output),
                at: index + 1)
        }
        return VerifierProgram(
            operations: operations, cellCount: program.cellCount,
            publicCount: program.publicCount)
    }

    @Test func runsOfOtherProgramsAreRefused() throws {
        let count = UInt32(AggregationStatement.outputWordCount)
        let other = try RunProver<RiscvMachine>(
            Program(
                words: Assembly.call(1, Place.data, count) + Assembly.call(2, Place.data, count)
                    + Assembly.set(5, 1) + Assembly.call(0)),
            parameterSet: .test, workers: .serial)
        let run = try AggregationScene.prove(
            other, AggregationScene.digest(0), AggregationScene.digest(1))
        let inputs = JoinInputs(
            [try JoinInputs.child(run, 0)], program: scene.program,
            keyRoot: scene.programs.keys.root)
        let single = scene.programs.runs[0].join.program
        #expect(refusal(inputs, single) != nil)
        let honest = JoinInputs(
            [try JoinInputs.child(run, 0)],
            program: other.key.digest(for: try RiscvMachine.checked()),
            keyRoot: scene.programs.keys.root)
        // The same shape, so that only the digest tells the programs apart.
        #expect(refusal(honest, single) == nil)
        // Without the comparison the transcript still has the digest of the program.
        let without = try program(single, withoutWhatRefuses: inputs)
        #expect(refusal(inputs, without) != nil)
    }

    @Test func failedRunsAndOtherOutputsAreRefused() throws {
        let count = UInt32(AggregationStatement.outputWordCount)
        func prover(_ words: UInt32, exitCode: UInt32) throws -> RunProver<RiscvMachine> {
            try RunProver<RiscvMachine>(
                Program(
                    words: Assembly.call(1, Place.data, count)
                        + Assembly.call(2, Place.data, words) + Assembly.call(0, exitCode)),
                parameterSet: .test, workers: .serial)
        }
        let single = scene.programs.runs[0].join.program
        let (from, to) = (AggregationScene.digest(0), AggregationScene.digest(1))
        for exitCode in [0, 1] as [UInt32] {
            let other = try prover(count, exitCode: exitCode)
            let run = try AggregationScene.prove(other, from, to)
            let inputs = JoinInputs(
                [try JoinInputs.child(run, 0)],
                program: other.key.digest(for: try RiscvMachine.checked()),
                keyRoot: scene.programs.keys.root)
            #expect((refusal(inputs, single) == nil) == (exitCode == 0))
        }
        let short = try AggregationScene.prove(try prover(count - 1, exitCode: 0), from, to)
        #expect(throws: JoinProver.Refusal.output(child: 0)) { try JoinInputs.child(short, 0) }
    }
}
