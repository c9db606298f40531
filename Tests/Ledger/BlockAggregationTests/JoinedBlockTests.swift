import Aggregation
import BlockAggregation
import BlockFixtures
import BlockProofs
import BlockProving
import Bytes
import Hashing
import Ledger
import Parallel
import PartFixtures
import RiscvCircuits
import StarkVerifier
import Testing
import Transition

/// Two blocks whose parts are proven, with the programs that join them.
private struct JoinScene {
    let parts: SmallParts
    let block: CutBlock
    let next: CutBlock
    /// The proofs of the parts of both blocks.
    let runs: [[UInt8]]
    let nextRuns: [[UInt8]]
    let keys: AggregationKeys
    let worker: JoinWorker
    /// The parts of the first block joined, and those of both.
    let joined: [UInt8]
    let joinedBoth: [UInt8]

    static let made = Result { try JoinScene() }

    init() throws {
        parts = try SmallParts.made.get()
        let proven = try ProvenParts.made.get()
        let prover = parts.small
        block = proven.block
        runs = proven.proofs.map(\.run)
        var state = parts.ledger.state
        try state.execute(parts.ledger.block)
        next = try PartCutter(prover).cut(
            BlockData(number: 3, timestamp: 7, operations: [parts.ledger.deposit(1)]),
            over: state)
        nextRuns = try next.parts.map { try prover.prove($0.job).run }
        let programs = try AggregationPrograms(
            partsOf: prover.programKey, profiles: prover.profiles)
        keys = try programs.keys(workers: .allProcessors)
        var worker = JoinWorker(programs, keys: keys.list, workers: .allProcessors)
        let program = try Self.program(prover)
        joined = try worker.prove(
            JoinTree(parts: runs, profiles: prover.profiles), runs: runs, program: program)
        let all = runs + nextRuns
        joinedBoth = try worker.prove(
            JoinTree(parts: all, profiles: prover.profiles), runs: all, program: program)
        self.worker = worker
    }

    static func program(_ prover: PartProver) throws -> Digest {
        try #require(Digest(prover.programDigest))
    }

    var verifier: JoinedBlockVerifier {
        JoinedBlockVerifier(programDigest: parts.small.programDigest, keys: keys)
    }
}

/// One proof of a block, or of blocks in sequence, and everything that is none.
@Suite struct JoinedBlockTests {
    private let scene: JoinScene

    init() throws { scene = try JoinScene.made.get() }

    private var previous: Bytes32 { scene.block.previous.hash }
    private var header: Bytes32 { scene.block.header.hash }
    private var nextHeader: Bytes32 { scene.next.header.hash }
    private var profiles: [HeightProfile] { scene.parts.small.profiles }

    private func refusal(
        _ joined: [UInt8], previous: Bytes32? = nil, header: Bytes32? = nil,
        by verifier: JoinedBlockVerifier? = nil
    ) -> JoinError? {
        do {
            try (verifier ?? scene.verifier).verify(
                joined, previous: previous ?? self.previous, header: header ?? self.header)
            return nil
        } catch {
            return error
        }
    }

    private func plan(_ runs: [[UInt8]]) throws(BlockProofError) -> JoinTree {
        try JoinTree(parts: runs, profiles: profiles)
    }

    /// Why a job of these parts, which claims to lead from the previous header to the header, is
    /// refused.
    private func refusal(joining runs: [[UInt8]]) throws -> JoinError? {
        let job = JoinJob(
            kind: runs.count == 1 ? .run(shape: 0) : .pair(first: 0, second: 0),
            program: try JoinScene.program(scene.parts.small), keyRoot: scene.keys.list.root,
            before: previous, after: header, children: runs)
        var worker = scene.worker
        do {
            _ = try worker.prove(JoinJob(decoding: job.encoded))
            return nil
        } catch {
            return error
        }
    }

    @Test func provesThatAHeaderFollows() throws {
        #expect(scene.runs.count > 2)
        #expect(refusal(scene.joined) == nil)
        let statement = try scene.verifier.verify(
            scene.joined, previous: previous, header: header
        ).statement
        #expect(statement.before == previous && statement.after == header)
        try ProvenBlock.check(scene.block.chainOperations, of: scene.block.header)
        #expect(throws: BlockProofError.chainOperationCount(ChainID(1), expected: 3, actual: 0)) {
            try ProvenBlock.check([[], []], of: scene.block.header)
        }
    }

    @Test func provesThatBlocksFollowEachOther() {
        #expect(scene.next.header.previousHash == header)
        #expect(refusal(scene.joinedBoth, header: nextHeader) == nil)
        // Of both blocks, not of one of them.
        #expect(
            refusal(scene.joinedBoth) == .after(expected: header, actual: nextHeader))
        #expect(
            refusal(scene.joinedBoth, previous: header, header: nextHeader)
                == .before(expected: header, actual: previous))
    }

    /// A plan made before any part is proven is that made from the proofs.
    @Test func plansPartsThatAreNotProvenYet() throws {
        let all = scene.block.parts + scene.next.parts
        let planned = try JoinTree(
            all.map { JoinTree.Run($0.job, profile: $0.profile) }, shapeCount: profiles.count)
        #expect(try plan(scene.runs + scene.nextRuns) == planned)
    }

    @Test func refusesOtherHeaders() {
        var other = scene.block.header
        other.newRoot[0] ^= 1
        #expect(
            refusal(scene.joined, header: other.hash)
                == .after(expected: other.hash, actual: header))
        #expect(
            refusal(scene.joined, previous: other.hash)
                == .before(expected: other.hash, actual: previous))
        #expect(
            refusal(scene.joined, previous: header, header: previous)
                == .before(expected: header, actual: previous))
    }

    /// Claims in the bytes of the proof that no proof supports.
    @Test func refusesForgedStatements() throws {
        let joined = try JoinedProof(decoding: scene.joined, shape: scene.keys.shape)
        func forged(_ statement: AggregationStatement) throws -> [UInt8] {
            try JoinedProof(
                statement: statement, fixedCap: joined.fixedCap, proof: joined.proof
            ).encoded(scene.keys.shape)
        }
        let honest = joined.statement
        let further = AggregationStatement(
            program: honest.program, keyRoot: honest.keyRoot, before: honest.before,
            after: nextHeader)
        guard case .refused(.proof)? = refusal(try forged(further), header: nextHeader) else {
            Issue.record("a block that was not proven")
            return
        }
        let otherList = AggregationStatement(
            program: honest.program, keyRoot: .zero, before: honest.before, after: honest.after)
        #expect(refusal(try forged(otherList)) == .refused(.keyRoot))
    }

    @Test func refusesOtherProgramsAndLists() throws {
        let digest = scene.parts.small.programDigest
        let other = JoinedBlockVerifier(programDigest: Bytes32(), keys: scene.keys)
        #expect(
            refusal(scene.joined, by: other) == .program(expected: Bytes32(), actual: digest))
        var digests = scene.keys.list.digests
        digests[0] = .zero
        let list = try #require(KeyList(digests))
        let otherKeys = JoinedBlockVerifier(
            programDigest: digest, keys: AggregationKeys(shape: scene.keys.shape, list: list))
        #expect(refusal(scene.joined, by: otherKeys) == .refused(.unknownKey))
        digests = scene.keys.list.digests + [.zero, scene.keys.list.digests[0]]
        let longer = try #require(KeyList(digests))
        let moreKeys = JoinedBlockVerifier(
            programDigest: digest, keys: AggregationKeys(shape: scene.keys.shape, list: longer))
        #expect(refusal(scene.joined, by: moreKeys) == .refused(.keyRoot))
    }

    @Test func refusesPartsOutOfOrderMissingAndOfOtherBlocks() throws {
        let (runs, next) = (scene.runs, scene.nextRuns[0])
        let digests = scene.block.parts.map(\.job.endDigest)
        func gap(_ runs: [[UInt8]]) -> BlockProofError? {
            do {
                _ = try plan(runs)
                return nil
            } catch {
                return error
            }
        }
        #expect(gap([]) == .noParts)
        #expect(
            gap([runs[1], runs[0]])
                == .gap(part: 1, expected: digests[1], actual: previous))
        #expect(
            gap([runs[0], runs[2]]) == .gap(part: 1, expected: digests[0], actual: digests[1]))
        #expect(gap([runs[0], next]) == .gap(part: 1, expected: digests[0], actual: header))
        // A plan that does not look at the proofs is refused by the join.
        for pair in [[runs[1], runs[0]], [runs[0], runs[2]], [runs[0], next]] {
            #expect(try refusal(joining: pair) == .notJoined(.boundary(child: 1)))
        }
        // Parts that follow each other and do not reach the header.
        #expect(
            try refusal(joining: [runs[0], runs[1]])
                == .after(expected: header, actual: digests[1]))
        let last = try #require(runs.last)
        guard case .before(expected: previous, _)? = try refusal(joining: [last]) else {
            Issue.record("the last part alone")
            return
        }
    }

    /// Some parts of a block are proven like a block, but no header follows from them.
    @Test func partsThatDoNotEndTheBlockReachNoHeader() throws {
        let runs = Array(scene.runs.dropLast())
        var worker = scene.worker
        let joined = try worker.prove(
            plan(runs), runs: runs, program: JoinScene.program(scene.parts.small))
        let end = scene.block.parts[runs.count - 1].job.endDigest
        #expect(refusal(joined) == .after(expected: header, actual: end))
    }

    @Test func refusesProofsThatAreNotOfParts() throws {
        func reason(_ run: [UInt8], _ profiles: [HeightProfile]? = nil) -> BlockProofError? {
            do {
                _ = try JoinTree(parts: [run], profiles: profiles ?? self.profiles)
                return nil
            } catch {
                return error
            }
        }
        let run = scene.runs[0]
        #expect(reason(run) == nil)
        #expect(reason([]) == .part(index: 0, .decoding(.truncated(needed: 4, available: 0))))
        #expect(reason(scene.joined) == .part(index: 0, .magic))
        #expect(
            reason(run + [0])
                == .part(index: 0, .proofDecoding(.trailingBytes(count: 1))))
        guard case .part(index: 0, .profile)? = reason(run, RiscvMachine.profiles) else {
            Issue.record("a shape that no profile has")
            return
        }
        let proof = try RiscvProof(run)
        let other = RiscvProof(
            key: proof.key, result: RunResult(exitCode: 0, output: [0]),
            machineProof: proof.machineProof)
        #expect(reason(other.bytes) == .output(part: 0))
    }

    @Test func readsOneEncoding() {
        #expect(refusal(scene.joined + [0]) == .proofDecoding(.trailingBytes(count: 1)))
        #expect(refusal(scene.runs[0]) == .magic)
        var damaged = scene.joined
        damaged[damaged.count - 1] ^= 1
        guard case .refused(.proof)? = refusal(damaged) else {
            Issue.record("a damaged proof")
            return
        }
    }
}
