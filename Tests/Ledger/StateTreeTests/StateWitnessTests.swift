import Fields
import Hashing
import StateTree
import TestSupport
import Testing

@Suite struct StateWitnessTests {
    /// A tree, a block of reads and writes, and the witness for them.
    private struct Block {
        var tree: StateMap
        let reads: [StateKey]
        let writes: [StateWrite]
        let words: [UInt32]

        init(seed: UInt64, recordCount: Int, touchedCount: Int) {
            var source = RecordSource(seed: seed)
            tree = StateMap((0..<recordCount).map { _ in source.write() })
            reads = (0..<touchedCount).map { _ in source.key() }
            writes = (0..<touchedCount).map { _ in source.write() }
            words = tree.encodedWitness(for: reads + writes.map(\.key))
        }
    }

    @Test func hasTheRootOfTheTreeBeforeAndAfter() throws {
        for seed: UInt64 in 70..<90 {
            var block = Block(
                seed: seed, recordCount: Int(seed % 5) * 15, touchedCount: Int(seed % 7))
            let witness = try StateWitness(words: block.words)
            #expect(witness.root == block.tree.root)
            #expect(witness.words == block.words)
            for key in block.reads + block.writes.map(\.key) {
                #expect(try witness.value(for: key) == block.tree.value(for: key))
            }
            let updated = try witness.updatedRoot(with: block.writes)
            #expect(updated == block.tree.update(block.writes))
        }
    }

    @Test func writingNothingKeepsTheRoot() throws {
        let block = Block(seed: 91, recordCount: 30, touchedCount: 4)
        let witness = try StateWitness(words: block.words)
        #expect(try witness.updatedRoot(with: []) == block.tree.root)
    }

    @Test func insertsThatSplitACollapsedLeafNeedNoMoreThanTheLeaf() throws {
        var source = RecordSource(seed: 92)
        var tree = StateMap((0..<40).map { _ in source.write() })
        let key = StateKey(recordWords: [3])
        tree.update([StateWrite(key: key, value: [1])])
        for bit in [40, 80, 200] {
            guard let near = key.flipping(bit) else { continue }
            let witness = try StateWitness(words: tree.encodedWitness(for: [near]))
            #expect(try witness.value(for: near) == nil)
            let write = StateWrite(key: near, value: [9])
            var after = tree
            #expect(try witness.updatedRoot(with: [write]) == after.update([write]))
            #expect(after.root != tree.root)
        }
    }

    @Test func keysOutsideAreNotAnswered() throws {
        var source = RecordSource(seed: 93)
        let writes = (0..<60).map { _ in source.write() }
        let tree = StateMap(writes)
        let witness = try StateWitness(words: tree.encodedWitness(for: []))
        #expect(witness.root == tree.root)
        for write in writes {
            #expect(throws: StateTreeError.outsideWitness) {
                try witness.value(for: write.key)
            }
            #expect(throws: StateTreeError.outsideWitness) {
                try witness.updatedRoot(with: [write])
            }
        }
    }

    @Test func emptyTreeProvesAbsence() throws {
        let key = StateKey(recordWords: [1])
        let witness = try StateWitness(words: StateMap().encodedWitness(for: [key]))
        #expect(witness.root == .zero)
        #expect(try witness.value(for: key) == nil)
        let write = StateWrite(key: key, value: [5])
        #expect(try witness.updatedRoot(with: [write]) == StateMap([write]).root)
    }

    /// After a change of any one word, the witness is refused, has another root, or gives the same
    /// answers.
    @Test func changedWordsNeverAnswerDifferentlyUnderTheSameRoot() throws {
        let block = Block(seed: 94, recordCount: 12, touchedCount: 2)
        let honest = try StateWitness(words: block.words)
        let keys = block.reads + block.writes.map(\.key)
        var decoded = 0
        for index in block.words.indices {
            let word = block.words[index]
            var variants = (0..<32).map { word ^ (1 << UInt32($0)) }
            variants += [0, 1, 2, 3, word &+ 1, .max]
            for variant in variants where variant != word {
                var words = block.words
                words[index] = variant
                guard let witness = try? StateWitness(words: words) else { continue }
                decoded += 1
                guard witness.root == honest.root else { continue }
                for key in keys {
                    let answer = try witness.value(for: key)
                    #expect(answer == (try honest.value(for: key)))
                }
            }
        }
        #expect(decoded > 100)
    }

    @Test func refusesEveryTruncationAndExtension() throws {
        let block = Block(seed: 95, recordCount: 25, touchedCount: 3)
        for count in 0..<block.words.count {
            let words = Array(block.words.prefix(count))
            #expect(throws: StateTreeError.self) { try StateWitness(words: words) }
        }
        #expect(throws: StateTreeError.trailingWords(count: 1)) {
            try StateWitness(words: block.words + [0])
        }
    }

    @Test func survivesRandomWords() {
        var source = SeededGenerator(seed: 96)
        var refused = 0
        for _ in 0..<2_000 {
            let count = Int(source.next() % 60)
            var words: [UInt32] = [1]
            for _ in 0..<count {
                let draw = UInt32(truncatingIfNeeded: source.next())
                words.append(draw % 3 == 0 ? draw : draw % 4)
            }
            if (try? StateWitness(words: words)) == nil { refused += 1 }
        }
        #expect(refused > 1_000)
    }
}

@Suite struct WitnessFormatTests {
    private let leafKey = StateKey(recordWords: [1])

    private func words(_ digest: Digest) -> [UInt32] {
        (0..<4).flatMap { index -> [UInt32] in
            let value = digest[index].value
            return [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
        }
    }

    private func expectRefused(_ words: [UInt32], as error: StateTreeError) {
        #expect(throws: error) { try StateWitness(words: words) }
    }

    @Test func refusesOtherVersions() {
        expectRefused([], as: .unknownVersion)
        expectRefused([0, 0], as: .unknownVersion)
        expectRefused([2, 0], as: .unknownVersion)
        #expect((try? StateWitness(words: [1, 0])) != nil)
    }

    @Test func refusesUnknownAndDirtyHeaders() {
        expectRefused([1, 4], as: .invalidNode)
        expectRefused([1, 0x100], as: .invalidNode)
        expectRefused([1, 0x102] + words(leafKey.digest), as: .invalidNode)
        expectRefused([1, 0x103, 0, 0], as: .invalidNode)
    }

    @Test func refusesBranchesThatMustBeCollapsed() {
        let goesRight = leafKey.digest[0].value & 1 == 1
        let leaf = [UInt32(1)] + words(leafKey.digest)
        expectRefused([1, 3, 0, 0], as: .notCollapsed)
        expectRefused([1, 3] + (goesRight ? [0] + leaf : leaf + [0]), as: .notCollapsed)
    }

    @Test func refusesLeavesAtPlacesOfOtherKeys() throws {
        let goesRight = leafKey.digest[0].value & 1 == 1
        let leaf = [UInt32(1)] + words(leafKey.digest)
        let hidden = [UInt32(2)] + words(leafKey.digest)
        expectRefused([1, 3] + (goesRight ? leaf + hidden : hidden + leaf), as: .misplacedLeaf)
        let right = try? StateWitness(words: [1, 3] + (goesRight ? hidden + leaf : leaf + hidden))
        #expect(right != nil)
    }

    @Test func refusesHiddenEmptySubtrees() {
        expectRefused([1, 2] + [UInt32](repeating: 0, count: 8), as: .hiddenEmptySubtree)
    }

    @Test func refusesNonCanonicalDigests() {
        for element in 0..<4 {
            var digest = words(leafKey.digest)
            (digest[2 * element], digest[2 * element + 1]) = (1, .max)
            expectRefused([1, 2] + digest, as: .nonCanonicalDigest)
            expectRefused([1, 1] + digest, as: .nonCanonicalDigest)
        }
    }

    @Test func refusesLongValuesBeforeReadingThem() {
        let limit = UInt32(StateTreeLimits.valueWordCount)
        expectRefused(
            [1, 1 | (limit + 1) << 8] + words(leafKey.digest),
            as: .valueTooLong(wordCount: Int(limit) + 1))
        expectRefused([1, 1 | limit << 8] + words(leafKey.digest), as: .truncated)
        let value = [UInt32](repeating: 5, count: Int(limit))
        let full = try? StateWitness(words: [1, 1 | limit << 8] + words(leafKey.digest) + value)
        #expect(full != nil)
    }

    @Test func refusesBranchesBelowTheLastBit() {
        expectRefused([1] + [UInt32](repeating: 3, count: 300), as: .tooDeep)
    }

    @Test func refusesWitnessesBeyondTheLimit() {
        let count = StateTreeLimits.witnessWordCount + 1
        expectRefused([UInt32](repeating: 1, count: count), as: .tooLarge(wordCount: count))
    }
}
