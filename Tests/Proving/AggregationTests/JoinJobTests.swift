import Aggregation
import AggregationFixtures
import Bytes
import FRI
import Hashing
import Parallel
import RiscvCircuits
import Testing

/// Jobs of a plan done by workers, bytes in and bytes out, and results that are refused.
@Suite struct JoinJobTests {
    private let scene: AggregationScene

    init() throws { scene = try AggregationScene.shared.get() }

    private var verifier: AggregationVerifier {
        AggregationVerifier(shape: scene.programs.shape, keys: scene.programs.keys)
    }

    private func worker(keys: KeyList? = nil) -> JoinWorker {
        JoinWorker(
            scene.programs.programs, keys: keys ?? scene.programs.keys, workers: .allProcessors)
    }

    private func job(
        _ kind: JoinKind, _ children: [[UInt8]], from first: Int, to last: Int,
        keyRoot: Digest? = nil
    ) -> JoinJob {
        JoinJob(
            kind: kind, program: scene.program, keyRoot: keyRoot ?? scene.programs.keys.root,
            before: AggregationScene.digest(first), after: AggregationScene.digest(last),
            children: children)
    }

    private func refusal(_ result: [UInt8], of job: JoinJob) -> JoinError? {
        do {
            try verifier.verify(result, of: job)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(of job: JoinJob, by worker: JoinWorker? = nil) -> JoinError? {
        do {
            var worker = worker ?? self.worker()
            _ = try worker.prove(job)
            return nil
        } catch {
            return error
        }
    }

    private var runs: [[UInt8]] { scene.runs.map(\.bytes) }

    private func run(_ index: Int, from first: Int) -> JoinTree.Run {
        JoinTree.Run(
            shape: index, before: AggregationScene.digest(first),
            after: AggregationScene.digest(first + 1))
    }

    /// Three runs, two of them joined at once, each job done by a worker that has only its bytes.
    @Test func workersProveThePlanOfThreeRuns() throws {
        let tree = try JoinTree((0..<3).map { run(0, from: $0) }, shapeCount: 1)
        #expect(tree.joins.map(\.kind) == [.pair(first: 0, second: 0), .run(shape: 0), .join])
        var proofs: [JoinTree.Source: [UInt8]] = [:]
        for (index, run) in runs.prefix(3).enumerated() { proofs[.run(index)] = run }
        while let next = tree.ready(proven: Set(proofs.keys)).first {
            let job = tree.job(
                next, program: scene.program, keyRoot: scene.programs.keys.root
            ) { proofs[$0] ?? [] }
            var worker = worker()
            let result = try worker.prove(JoinJob(decoding: job.encoded))
            let joined = try verifier.verify(result, of: job)
            #expect(joined.statement.before == job.before && joined.statement.after == job.after)
            proofs[.join(next)] = result
        }
        let last = try #require(proofs[.join(2)])
        let joined = try JoinedProof(decoding: last, shape: scene.programs.shape)
        try verifier.verify(joined)
        #expect(joined.statement.before == AggregationScene.digest(0))
        #expect(joined.statement.after == AggregationScene.digest(3))
    }

    @Test func refusesResultsOfOtherJobs() throws {
        let pairs = try scene.pairs.get()
        let result = try pairs[0].encoded(scene.programs.shape)
        let good = job(.pair(first: 0, second: 0), Array(runs[..<2]), from: 0, to: 2)
        #expect(refusal(result, of: good) == nil)
        #expect(
            refusal(result, of: job(.pair(first: 0, second: 0), Array(runs[2..<4]), from: 2, to: 4))
                == .before(
                    expected: AggregationScene.digest(2), actual: AggregationScene.digest(0)))
        #expect(
            refusal(result, of: job(.pair(first: 0, second: 0), good.children, from: 0, to: 3))
                == .after(
                    expected: AggregationScene.digest(3), actual: AggregationScene.digest(2)))
        let otherProgram = JoinJob(
            kind: .pair(first: 0, second: 0), program: .zero, keyRoot: good.keyRoot,
            before: good.before,
            after: good.after, children: good.children)
        #expect(
            refusal(result, of: otherProgram)
                == .program(expected: Digest.zero.bytes, actual: scene.program.bytes))
        #expect(
            refusal(
                result,
                of: job(.pair(first: 0, second: 0), good.children, from: 0, to: 2, keyRoot: .zero))
                == .keyRoot(expected: .zero, actual: scene.programs.keys.root))
        // The same statement, proven by another program than the job's.
        #expect(
            refusal(result, of: job(.join, good.children, from: 0, to: 2)) == .otherJoin(.join))
    }

    /// Claims that no proof supports.
    @Test func refusesChangedResults() throws {
        let pair = try scene.pairs.get()[0]
        let shape = scene.programs.shape
        let honest = pair.statement
        func statement(
            program: Digest? = nil, keyRoot: Digest? = nil, after: Int = 2
        ) -> AggregationStatement {
            AggregationStatement(
                program: program ?? honest.program, keyRoot: keyRoot ?? honest.keyRoot,
                before: honest.before, after: AggregationScene.digest(after))
        }
        func refusal(
            _ statement: AggregationStatement, cap: [Digest]? = nil
        ) throws -> JoinError? {
            let forged = JoinedProof(
                statement: statement, fixedCap: cap ?? pair.fixedCap, proof: pair.proof)
            let job = JoinJob(
                kind: .pair(first: 0, second: 0), program: statement.program,
                keyRoot: statement.keyRoot,
                before: statement.before, after: statement.after,
                children: Array(runs[..<2]))
            return self.refusal(try forged.encoded(shape), of: job)
        }
        #expect(try refusal(statement()) == nil)
        for forged in [statement(after: 3), statement(program: .zero)] {
            guard case .refused(.proof)? = try refusal(forged) else {
                Issue.record("a statement that was not proven")
                continue
            }
        }
        // A proof joined under another list, and one under this list with a key of none.
        #expect(try refusal(statement(keyRoot: .zero)) == .refused(.keyRoot))
        var cap = pair.fixedCap
        cap[0] = .zero
        #expect(try refusal(statement(), cap: cap) == .refused(.unknownKey))
        // The key of another program of the list.
        guard
            case .refused(.proof)? = try refusal(
                statement(), cap: scene.programs.join.fixedCap)
        else {
            Issue.record("a proof under the key of another program")
            return
        }
    }

    /// Jobs are not trusted: a worker refuses them and never traps.
    @Test func workersRefuseJobsThatCannotBeDone() throws {
        let pairs = try scene.pairs.get()
        let shape = scene.programs.shape
        let (first, second) = (try pairs[0].encoded(shape), try pairs[1].encoded(shape))
        #expect(
            refusal(of: job(.join, [second, first], from: 0, to: 4))
                == .notJoined(.boundary(child: 1)))
        #expect(
            refusal(of: job(.pair(first: 0, second: 0), [runs[0], runs[2]], from: 0, to: 3))
                == .notJoined(.boundary(child: 1)))
        // A missing run: the two that are left do not meet.
        #expect(refusal(of: job(.join, [runs[0], runs[1]], from: 0, to: 2)) == .magic)
        #expect(
            refusal(of: job(.pair(first: 0, second: 0), [first, second], from: 0, to: 4))
                == .run(child: 0, .magic))
        #expect(
            refusal(of: job(.run(shape: 1), [runs[0]], from: 0, to: 1))
                == .unknownKind(.run(shape: 1)))
        var damaged = runs[0]
        damaged.removeLast()
        #expect(
            refusal(of: job(.run(shape: 0), [damaged], from: 0, to: 1))
                == .notJoined(.malformed(child: 0)))
        damaged = runs[0]
        damaged[damaged.count - 1] ^= 1
        guard
            case .notJoined(.refused)? = refusal(
                of: job(.run(shape: 0), [damaged], from: 0, to: 1))
        else {
            Issue.record("a damaged run")
            return
        }
        guard
            case .notJoined(.refused)? = refusal(
                of: job(.run(shape: 0), [try higherRun()], from: 0, to: 1))
        else {
            Issue.record("a run of another shape")
            return
        }
        // The job says another end than its children.
        #expect(
            refusal(of: job(.run(shape: 0), [runs[0]], from: 0, to: 2))
                == .after(
                    expected: AggregationScene.digest(2), actual: AggregationScene.digest(1)))
        #expect(
            refusal(of: job(.run(shape: 0), [runs[0]], from: 0, to: 1, keyRoot: .zero))
                == .keyRoot(expected: scene.programs.keys.root, actual: .zero))
    }

    /// A valid proof of run 0 whose processor has more rows than the shape.
    private func higherRun() throws -> [UInt8] {
        let shape = scene.programs.programs.runs[0]
        let profile = HeightProfile(
            zip(zip(RiscvMachine.heights, shape.heightsLog2), 0...).map { chip, index in
                guard chip.0 == .run else { return .program }
                let more = index == RiscvMachine.index(of: ProcessorChip.self) ? 1 : 0
                return chip.1.map { .rows(log2: $0 + more) } ?? .leftOut
            })
        return try AggregationScene.prove(
            scene.prover, AggregationScene.digest(0), AggregationScene.digest(1),
            profiles: [profile]
        ).bytes
    }

    /// A worker whose keys are not those of the list, and a child joined under another list.
    @Test func workersOfOtherListsProveNothing() throws {
        var digests = scene.programs.keys.digests
        digests[JoinKind.run(shape: 0).keyIndex] = .zero
        let other = try #require(KeyList(digests))
        #expect(
            refusal(
                of: job(.run(shape: 0), [runs[0]], from: 0, to: 1, keyRoot: other.root),
                by: worker(keys: other)) == .otherKey(.run(shape: 0)))
        let short = try #require(KeyList([digests[0]]))
        #expect(
            refusal(
                of: job(
                    .pair(first: 0, second: 0), Array(runs[..<2]), from: 0, to: 2,
                    keyRoot: short.root),
                by: worker(keys: short)) == .unknownKind(.pair(first: 0, second: 0)))
        // The pairs say the root of the list that they were made for.
        let pairs = try scene.pairs.get()
        let children = try pairs.map { try $0.encoded(scene.programs.shape) }
        guard
            case .notJoined(.refused)? = refusal(
                of: job(.join, children, from: 0, to: 4, keyRoot: other.root),
                by: worker(keys: other))
        else {
            Issue.record("children of another list")
            return
        }
    }

    @Test func aPlanNeedsAllProofs() throws {
        let tree = try JoinTree((0..<2).map { run(0, from: $0) }, shapeCount: 1)
        var worker = worker()
        #expect(throws: JoinError.runCount(expected: 2, actual: 1)) {
            try worker.prove(tree, runs: [runs[0]], program: scene.program)
        }
        let result = try worker.prove(tree, runs: Array(runs[..<2]), program: scene.program)
        #expect(
            refusal(result, of: job(.pair(first: 0, second: 0), Array(runs[..<2]), from: 0, to: 2))
                == nil)
    }

    /// Shapes of the list of keys give the programs that were recorded for it.
    @Test func programsOfAKnownShapeHaveTheSameKeys() throws {
        let values = scene.programs.programs
        let again = AggregationPrograms(
            runs: values.runs, shape: values.shape, compression: values.compression)
        for kind in again.kinds {
            let key = try again.prover(of: kind, workers: .serial).keyDigest
            #expect(key == scene.programs.keys.digests[kind.keyIndex])
        }
        let low = AggregationPrograms(
            runs: values.runs, shape: .init(parameters: values.shape.parameters, heightLog2: 6))
        var worker = JoinWorker(low, keys: scene.programs.keys, workers: .serial)
        #expect(throws: JoinError.noProver(.join)) { try worker.prepare(.join) }
    }
}
