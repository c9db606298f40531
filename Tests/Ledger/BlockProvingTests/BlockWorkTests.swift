import BlockFixtures
import BlockProofs
import BlockProving
import Bytes
import Foundation
import Ledger
import PartFixtures
import RiscvCircuits
import TestSupport
import Testing
import Transition

/// A folder from which interrupted work goes on, and in which nothing is believed.
@Suite struct BlockWorkTests {
    private let parts: SmallParts
    private let proven: ProvenParts

    init() throws {
        parts = try SmallParts.made.get()
        proven = try ProvenParts.made.get()
    }

    private func work(_ folder: TemporaryFolder) throws -> BlockWork {
        BlockWork(try WorkFolder(path: folder.path), prover: parts.small)
    }

    private var purpose: BlockPlan.Purpose {
        BlockPlan.Purpose(parts.small, headerHash: proven.block.header.hash)
    }

    private func put(_ bytes: [UInt8], _ name: String, in folder: TemporaryFolder) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
    }

    /// Puts all finished parts but some into a folder.
    private func putParts(
        _ folder: TemporaryFolder, except missing: [Int] = []
    ) throws {
        for (part, proof) in proven.proofs.enumerated() where !missing.contains(part) {
            try put(proof.encoded, BlockWork.partName(part), in: folder)
        }
    }

    private struct Events {
        var kept: [Int] = []
        var refused: [Int: BlockProofError] = [:]
        var missing: [Int] = []
        var began: [Int] = []
        var stageCount = 0
        var finished: [Int] = []

        mutating func add(_ event: WorkEvent) {
            switch event {
            case .kept(let part): kept.append(part)
            case .refused(let part, let error): refused[part] = error
            case .missing(let parts):
                missing = parts.map(\.part)
                #expect(parts.allSatisfy { $0.cellCount > 0 })
            case .began(let part): began.append(part)
            case .stage: stageCount += 1
            case .finished(let part): finished.append(part)
            }
        }
    }

    /// What is finished is kept, what is damaged is proven, and the same bytes come out.
    @Test func goesOnWhereItStopped() throws {
        try TemporaryFolder.with { folder in
            let plan = try work(folder).store(proven.block)
            try putParts(folder)
            var damaged = proven.proofs[1].encoded
            damaged[damaged.count - 1] ^= 1
            try put(damaged, BlockWork.partName(1), in: folder)
            // A crash leaves a file under its temporary name.
            try put([1, 2, 3], BlockWork.partName(1) + ".new", in: folder)
            var events = Events()
            let again = try work(folder)
            #expect(try again.plan(for: purpose) == plan)
            let proof = try again.complete(plan) { events.add($0) }
            #expect(proof == proven.proof)
            #expect(events.kept == proven.proofs.indices.filter { $0 != 1 })
            #expect(events.missing == [1] && events.began == [1] && events.finished == [1])
            guard case .part(index: 1, _)? = events.refused[1] else {
                Issue.record("the damaged proof is refused")
                return
            }
            #expect(events.refused.count == 1 && events.stageCount > 10)
            let stored = FileManager.default.contents(atPath: folder.file(BlockWork.partName(1)))
            #expect(stored.map { Array($0) } == proven.proofs[1].encoded)
        }
    }

    @Test func completedWorkIsOnlyVerified() throws {
        try TemporaryFolder.with { folder in
            let work = try work(folder)
            let plan = try work.store(proven.block)
            try putParts(folder)
            var events = Events()
            #expect(try work.complete(plan) { events.add($0) } == proven.proof)
            #expect(events.missing.isEmpty && events.began.isEmpty)
        }
    }

    @Test func provesPartsAgainWhoseFileIsThatOfAnother() throws {
        try TemporaryFolder.with { folder in
            let work = try work(folder)
            let plan = try work.store(proven.block)
            try putParts(folder, except: [0])
            var events = Events()
            try put(proven.proofs[1].encoded, BlockWork.partName(0), in: folder)
            #expect(try work.complete(plan) { events.add($0) } == proven.proof)
            #expect(events.missing == [0] && events.finished == [0])
            #expect(events.refused == [0: .partIndex(expected: 0, actual: 1)])
        }
    }

    @Test func plansAreForOnePurpose() throws {
        try TemporaryFolder.with { folder in
            let work = try work(folder)
            #expect(try work.plan(for: purpose) == nil)
            _ = try work.store(proven.block)
            #expect(try work.plan(for: purpose) != nil)
            let otherBlock = BlockPlan.Purpose(parts.small, headerHash: Bytes32())
            #expect(try work.plan(for: otherBlock) == nil)
            let otherShapes = BlockPlan.Purpose(
                parts.standard, headerHash: proven.block.header.hash)
            #expect(try work.plan(for: otherShapes) == nil)
        }
    }

    /// A plan or a job that was changed is made again.
    @Test func damagedPlansAndJobsAreNotUsed() throws {
        try TemporaryFolder.with { folder in
            let work = try work(folder)
            _ = try work.store(proven.block)
            for name in ["plan", BlockWork.jobName(0)] {
                let good = try #require(FileManager.default.contents(atPath: folder.file(name)))
                var bad = Array(good)
                bad[bad.count - 1] ^= 1
                try put(bad, name, in: folder)
                #expect(try work.plan(for: purpose) == nil)
                try put(Array(good.dropLast()), name, in: folder)
                #expect(try work.plan(for: purpose) == nil)
                try put([], name, in: folder)
                #expect(try work.plan(for: purpose) == nil)
                try put(Array(good), name, in: folder)
                #expect(try work.plan(for: purpose) != nil)
            }
        }
    }

    @Test func aFolderHasOneProcess() throws {
        try TemporaryFolder.with { folder in
            let first = try WorkFolder(path: folder.path)
            #expect(throws: BlockProvingError.folderInUse) { try WorkFolder(path: folder.path) }
            withExtendedLifetime(first) {}
        }
        #expect(throws: BlockProvingError.file(call: "mkdir", name: "/proc/none", code: ENOENT)) {
            try WorkFolder(path: "/proc/none")
        }
    }
}
