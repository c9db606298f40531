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
    private let header: BlockHeader
    private let chainOperations: [[ChainOperation]]

    init() throws {
        ledger = try ShortLedger()
        parts = try ledger.parts(of: [1, 2, 2, 4])
        var state = ledger.state
        chainOperations = try state.execute(ledger.block).chains.map(\.operations)
        header = state.header
    }

    private var previous: Bytes32 { ledger.state.header.hash }

    /// What the guest program says of a part that leads from one digest to another.
    private func output(_ start: Bytes32, _ end: Bytes32) throws -> PartOutput {
        try #require(PartOutput(words: WordStream(frames: [start.array + end.array]).words))
    }

    private func outputs(_ parts: [ExecutedPart]) throws -> [PartOutput] {
        try parts.map { try output($0.start.digest, $0.end.digest) }
    }

    private func refusal(
        _ outputs: [PartOutput], header: BlockHeader? = nil,
        operations: [[ChainOperation]]? = nil, after previous: Bytes32? = nil
    ) -> BlockProofError? {
        do {
            _ = try ProvenBlock(
                header ?? self.header, chainOperations: operations ?? chainOperations,
                joining: outputs, after: previous ?? self.previous)
            return nil
        } catch {
            return error
        }
    }

    @Test func joinsAnyCutToOneHeader() throws {
        for counts in [[9], [1, 8], [2, 2, 5], [Int](repeating: 1, count: 9)] {
            let block = try ProvenBlock(
                header, chainOperations: chainOperations,
                joining: outputs(try ledger.parts(of: counts)), after: previous)
            #expect(block.header == header)
            #expect(block.chainOperations.map(\.count) == [3, 0])
        }
    }

    @Test func refusesPartsThatDoNotFollowEachOther() throws {
        let all = try outputs(parts)
        let digests = parts.map(\.end.digest)
        #expect(refusal(all) == nil)
        #expect(refusal([]) == .noParts)
        #expect(
            refusal(Array(all.dropFirst()))
                == .firstBoundary(expected: previous, actual: digests[0]))
        #expect(
            refusal([all[0], all[2], all[1], all[3]])
                == .gap(part: 1, expected: digests[0], actual: digests[1]))
        #expect(
            refusal([all[0], all[1], all[3]])
                == .gap(part: 2, expected: digests[1], actual: digests[2]))
        #expect(
            refusal([all[0], all[0], all[1], all[2], all[3]])
                == .gap(part: 1, expected: digests[0], actual: previous))
    }

    /// Parts that stop inside of the block, and a last part that ends elsewhere.
    @Test func refusesPartsThatDoNotEndWithTheHeader() throws {
        let all = try outputs(parts)
        #expect(
            refusal(Array(all.dropLast()))
                == .lastBoundary(expected: header.hash, actual: parts[2].end.digest))
        var other = header
        other.newRoot[0] ^= 1
        #expect(
            refusal(all, header: other)
                == .lastBoundary(expected: other.hash, actual: header.hash))
        other = header
        other.number += 1
        #expect(
            refusal(all, header: other)
                == .lastBoundary(expected: other.hash, actual: header.hash))
    }

    /// A block followed by the block after it is not one block: the header of the second names the
    /// first, and that of the first is not where the parts end.
    @Test func refusesPartsThatEndABlockBeforeTheLast() throws {
        var state = ledger.state
        try state.execute(ledger.block)
        try state.execute(BlockData(number: 3, timestamp: 7, operations: []))
        let (first, second) = (header, state.header)
        let all = try outputs(parts) + [output(first.hash, second.hash)]
        #expect(
            refusal(all, header: second, operations: [[], []])
                == .previousHash(expected: previous, actual: first.hash))
        #expect(refusal(all) == .lastBoundary(expected: first.hash, actual: second.hash))
        // Named as following the header before both, the second has another hash.
        var lie = second
        lie.previousHash = previous
        #expect(
            refusal(all, header: lie, operations: [[], []])
                == .lastBoundary(expected: lie.hash, actual: second.hash))
    }

    @Test func refusesHeadersAfterAnother() throws {
        let all = try outputs(parts)
        #expect(
            refusal(all, after: Bytes32())
                == .previousHash(expected: Bytes32(), actual: previous))
        var other = header
        other.previousHash = Bytes32()
        #expect(
            refusal(all, header: other)
                == .previousHash(expected: previous, actual: Bytes32()))
        #expect(
            refusal(all, header: other, after: Bytes32())
                == .firstBoundary(expected: Bytes32(), actual: previous))
    }

    @Test func refusesOperationsThatAreNotThoseOfTheHeader() throws {
        let all = try outputs(parts)
        let chain = ChainID(1)
        let (paid, none) = (chainOperations[0], chainOperations[1])
        try #require(paid.count == 3 && paid[0] != paid[1])
        func refused(_ operations: [[ChainOperation]]) -> BlockProofError? {
            refusal(all, operations: operations)
        }
        #expect(
            refused([Array(paid.dropLast()), none])
                == .chainOperationCount(chain, expected: 3, actual: 2))
        #expect(refused([none, paid]) == .chainOperationCount(chain, expected: 3, actual: 0))
        #expect(
            refused([paid, [paid[0]]])
                == .chainOperationCount(ChainID(2), expected: 0, actual: 1))
        #expect(refused([[paid[1], paid[0], paid[2]], none]) == .chainOperations(chain))
        #expect(refused([paid]) == .chainCount(expected: 2, actual: 1))
        #expect(refused([paid, none, none]) == .chainCount(expected: 2, actual: 3))
        #expect(refused([]) == .chainCount(expected: 2, actual: 0))
    }

    @Test func readsOnlyWhatTheProgramWrites() throws {
        let words = WordStream(frames: [[UInt8](1...64)]).words
        let output = try #require(PartOutput(words: words))
        #expect(output.startDigest.array == Array(1...32))
        #expect(output.endDigest.array == Array(33...64))
        #expect(PartOutput(words: []) == nil)
        #expect(PartOutput(words: words + [0]) == nil)
        #expect(PartOutput(words: words.dropLast()) == nil)
        // Sixteen words of another frame, and frames of other lengths.
        for length in [63, 65, 68, .max] as [UInt32] {
            #expect(PartOutput(words: [length] + words.dropFirst()) == nil)
        }
        #expect(PartOutput(words: WordStream(frames: [[], [UInt8](1...60)]).words) == nil)
    }
}
