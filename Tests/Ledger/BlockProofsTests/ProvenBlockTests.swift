import BlockFixtures
import BlockProofs
import Bytes
import Ledger
import Riscv
import Testing
import Transition

/// The outputs of a block's parts join from header to header, or are refused.
@Suite struct ProvenBlockTests {
    private let ledger: ShortLedger
    private let parts: [ExecutedPart]

    init() throws {
        ledger = try ShortLedger()
        parts = try ledger.parts(of: [1, 2, 2, 4])
    }

    /// The frames of the guest program for a part.
    private func frames(_ part: ExecutedPart) -> [[UInt8]] {
        [part.start.digest.array + part.end.digest.array, part.end.encoded]
            + part.chains.map { ChainOperation.encode($0.operations) }
    }

    private func output(_ frames: [[UInt8]]) -> PartOutput? {
        PartOutput(words: WordStream(frames: frames).words)
    }

    private func outputs(_ parts: [ExecutedPart]) throws -> [PartOutput] {
        try parts.map { try #require(output(frames($0))) }
    }

    private func refusal(
        _ outputs: [PartOutput], after previous: Bytes32? = nil
    ) -> BlockProofError? {
        do {
            _ = try ProvenBlock(joining: outputs, after: previous ?? ledger.state.header.hash)
            return nil
        } catch {
            return error
        }
    }

    @Test func joinsAnyCutToOneHeader() throws {
        var state = ledger.state
        try state.execute(ledger.block)
        for counts in [[9], [1, 8], [2, 2, 5], [Int](repeating: 1, count: 9)] {
            let block = try ProvenBlock(
                joining: outputs(try ledger.parts(of: counts)), after: ledger.state.header.hash)
            #expect(block.header == state.header)
            #expect(block.chainOperations.map(\.count) == [3, 0])
        }
    }

    @Test func refusesPartsThatDoNotFollowEachOther() throws {
        let all = try outputs(parts)
        let digests = parts.map(\.end.digest)
        #expect(refusal([]) == .noParts)
        #expect(
            refusal(all, after: Bytes32())
                == .firstBoundary(expected: Bytes32(), actual: ledger.state.header.hash))
        #expect(
            refusal(Array(all.dropFirst()))
                == .firstBoundary(expected: ledger.state.header.hash, actual: digests[0]))
        #expect(
            refusal([all[0], all[2], all[1], all[3]])
                == .gap(part: 1, expected: digests[0], actual: digests[1]))
        #expect(
            refusal([all[0], all[1], all[3]])
                == .gap(part: 2, expected: digests[1], actual: digests[2]))
        #expect(
            refusal([all[0], all[0], all[1], all[2], all[3]])
                == .gap(part: 1, expected: digests[0], actual: ledger.state.header.hash))
        #expect(refusal(Array(all.dropLast())) == .unfinished)
    }

    /// A block followed by the block after it is not one block.
    @Test func refusesPartsBehindTheEnd() throws {
        var state = ledger.state
        try state.execute(ledger.block)
        let previous = state.header
        let next = try state.execute(BlockData(number: 3, timestamp: 7, operations: []))
        let end = Boundary.between(state.header)
        let after = ExecutedPart(
            start: .between(previous), end: end, operations: next.encoded, witness: [],
            chains: next.chains)
        #expect(refusal(try outputs(parts + [after])) == .endsEarly(part: 3))
    }

    @Test func refusesOperationsThatAreNotThoseOfTheHeader() throws {
        var all = parts.map { frames($0) }
        #expect(all[1][2].isEmpty == false)
        all[1][2] = []
        #expect(
            refusal(try all.map { try #require(output($0)) }) == .chainOperations(ChainID(1)))
        var moved = parts.map { frames($0) }
        moved[1].swapAt(2, 3)
        #expect(
            refusal(try moved.map { try #require(output($0)) }) == .chainOperations(ChainID(1)))
    }

    @Test func readsOnlyWhatTheProgramWrites() throws {
        let good = frames(parts[1])
        #expect(output(good) != nil)
        #expect(output([]) == nil)
        #expect(output(Array(good.prefix(1))) == nil)
        #expect(output(Array(good.dropLast())) == nil)
        #expect(output(good + [[]]) == nil)
        #expect(PartOutput(words: WordStream(frames: good).words + [5]) == nil)
        func changed(_ frame: Int, _ change: (inout [UInt8]) -> Void) -> PartOutput? {
            var frames = good
            change(&frames[frame])
            return output(frames)
        }
        #expect(changed(0) { $0.removeLast() } == nil)
        #expect(changed(0) { $0.append(0) } == nil)
        // The digest after must be that of the boundary after.
        #expect(changed(0) { $0[63] ^= 1 } == nil)
        #expect(changed(1) { $0[$0.count - 1] ^= 1 } == nil)
        #expect(changed(1) { $0.append(0) } == nil)
        #expect(changed(2) { $0.append(1) } == nil)
    }
}
