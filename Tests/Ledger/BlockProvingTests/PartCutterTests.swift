import BlockFixtures
import BlockProofs
import BlockProving
import FRI
import Ledger
import Parallel
import PartFixtures
import RiscvCircuits
import RiscvProver
import Testing
import Transition

/// Blocks cut so that the tables of a shape hold each part.
@Suite struct PartCutterTests {
    private let parts: SmallParts

    init() throws { parts = try SmallParts.made.get() }

    private func cut(
        _ operations: [Operation], by prover: PartProver
    ) throws(BlockProvingError) -> CutBlock {
        try PartCutter(prover).cut(
            BlockData(number: 2, timestamp: 6, operations: operations), over: parts.ledger.state)
    }

    @Test func partsGiveTheHeaderOfTheBlock() throws {
        var state = parts.ledger.state
        let executed = try state.execute(parts.ledger.block)
        let operations = parts.ledger.block.operations
        for prover in [parts.standard, parts.small] {
            let block = try cut(operations, by: prover)
            #expect(block.header == state.header)
            #expect(block.chainOperations == executed.chains.map(\.operations))
            #expect(block.previous == parts.ledger.state.header)
            #expect(block.parts.reduce(0) { $0 + $1.operationCount } == operations.count)
            #expect(block.parts.map(\.job.index) == (0..<UInt32(block.parts.count)).map { $0 })
            let encoded = parts.ledger.block.encoded
            #expect(
                block.parts.map(\.job.operations.data).joined().elementsEqual(encoded.data))
            #expect(
                block.parts.map(\.job.operations.authorizations).joined()
                    .elementsEqual(encoded.authorizations))
            for part in block.parts {
                let fitting = prover.profiles.map { $0.holds(rowCounts: part.size.rowCounts) }
                #expect(fitting.firstIndex(of: true) == part.profile)
                #expect(part.job.blockNumber == 2)
            }
            for (part, next) in zip(block.parts, block.parts.dropFirst()) {
                #expect(part.job.end == .insideBlock)
                #expect(next.job.start.digest == part.job.endDigest)
            }
            #expect(block.parts.last?.job.end == .block)
            #expect(block.parts.last?.job.endDigest == state.header.hash)
        }
    }

    /// One more operation in a part would not fit.
    @Test func partsAreAsLongAsTheyCanBe() throws {
        let operations = parts.ledger.block.operations
        let block = try cut(operations, by: parts.small)
        let first = block.parts[0].operationCount
        try #require(block.parts.count > 1 && first + 1 < operations.count)
        for (count, fits) in [(first, true), (first + 1, false)] {
            let part = try parts.ledger.parts(of: [count, operations.count - count])[0]
            let input = PartJob.input(
                witness: part.witness, start: part.start, operations: part.operations,
                end: .insideBlock)
            let rowCounts = try parts.small.measure(input, part: 0)?.size.rowCounts
            #expect(rowCounts.map { parts.small.profiles[0].holds(rowCounts: $0) } ?? false == fits)
        }
        #expect(block.trialCount <= 5 * block.parts.count)
    }

    @Test func aBlockWithoutOperationsIsOnePart() throws {
        let block = try cut([], by: parts.standard)
        #expect(block.parts.count == 1 && block.parts[0].operationCount == 0)
    }

    @Test func refusesAnOperationThatNoShapeHolds() throws {
        let heights = parts.standard.profiles[0].heightsLog2.map { $0.map { _ in 4 } }
        let tiny = try PartProver(
            parts.program, parameterSet: .test, profiles: [HeightProfile(heightsLog2: heights)],
            workers: .allProcessors)
        #expect(throws: BlockProvingError.operationTooLarge(index: 0)) {
            try cut([parts.ledger.deposit(1)], by: tiny)
        }
        #expect(throws: BlockProvingError.operationTooLarge(index: 0)) { try cut([], by: tiny) }
    }

    @Test func refusesBlocksThatDoNotFollow() throws {
        #expect(
            throws: BlockProvingError.transition(.rejected(index: 1, .badSignature))
        ) {
            try cut(
                [parts.ledger.deposit(1), parts.ledger.forgedTransfer(nonce: 0)],
                by: parts.standard)
        }
        #expect(
            throws: BlockProvingError.transition(.number(expected: 2, actual: 3))
        ) {
            try PartCutter(parts.standard).cut(
                BlockData(number: 3, timestamp: 6, operations: []), over: parts.ledger.state)
        }
    }
}
