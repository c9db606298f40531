import Fields
import Hashing
import StateTree
import TestSupport
import Testing

/// A tree, some records of which a block reads or writes, and the witness of them.
private struct Block {
    var tree: StateMap
    let keyWords: [[UInt32]]
    /// The new value of each record; `nil` where it is only read.
    let values: [[UInt32]?]
    let accesses: [Int]
    let words: [UInt32]

    init(seed: UInt64, recordCount: Int, touchedCount: Int) {
        var source = RecordSource(seed: seed)
        // Some keys have almost the path of a touched one.
        self.init(
            StateMap((0..<recordCount).map { _ in source.write() }),
            keyWords: source.shuffled((0..<40).map { [UInt32($0)] }).prefix(touchedCount)
                .map { $0 },
            values: (0..<touchedCount).map { $0 % 3 == 0 ? nil : source.write().value },
            accesses: (0..<3 * touchedCount).map { _ in source.number(below: touchedCount) })
    }

    init(_ tree: StateMap, keyWords: [[UInt32]], values: [[UInt32]?], accesses: [Int] = []) {
        (self.tree, self.keyWords, self.values) = (tree, keyWords, values)
        self.accesses = accesses
        words = tree.encodedWitness(
            for: keyWords.map { WitnessedRecord(keyWords: $0) }, accesses: accesses)
    }

    /// The tree's root after the writes.
    var rootAfter: Digest {
        var tree = tree
        return tree.update(
            zip(keyWords, values).compactMap { keyWords, value in
                value.map { StateWrite(key: StateKey(recordWords: keyWords), value: $0) }
            })
    }

    /// What a reader of the words sees: the records with their values, and the roots when each
    /// record gets its new value.
    func answers(of words: [UInt32]) throws -> ([[UInt32]: [UInt32]?], StateRoots) {
        let witness = try StateWitness(words: words)
        var found: [[UInt32]: [UInt32]?] = [:]
        for record in witness.records {
            found[Array(words[record.key])] = .some(record.value.map { Array(words[$0]) })
        }
        let roots = try witness.roots { index, memory in
            let key = Array(words[witness.records[index].key])
            guard let place = keyWords.firstIndex(of: key), let value = values[place] else {
                return nil
            }
            for (index, word) in value.enumerated() { memory[index] = word }
            let shared = NewValue.sharedWordCount
            guard case .some(.some(let old)) = found[key], old.count == value.count,
                value.count > shared, old.prefix(shared) == value.prefix(shared)
            else { return NewValue(count: value.count) }
            // Words that are unchanged need not be there.
            for index in 0..<shared { memory[index] = .max }
            return NewValue(count: value.count, unchanged: shared)
        }
        return (found, roots)
    }
}

@Suite struct StateWitnessTests {
    @Test func hasTheRecordsAndBothRoots() throws {
        for seed: UInt64 in 70..<100 {
            let block = Block(
                seed: seed, recordCount: Int(seed % 5) * 15, touchedCount: Int(seed % 8))
            let (found, roots) = try block.answers(of: block.words)
            #expect(found.count == block.keyWords.count)
            for keyWords in block.keyWords {
                let value = block.tree.value(for: StateKey(recordWords: keyWords))
                #expect(found[keyWords] == .some(value))
            }
            #expect(roots.before == block.tree.root)
            #expect(roots.after == block.rootAfter)
        }
    }

    /// Values that begin alike, of a length below that which shares blocks, at it and above it.
    @Test func valuesThatBeginAlikeShareBlocks() throws {
        for count in [11, 12, 13, 16, 20, 21, 64] {
            let old = (0..<count).map { UInt32($0) }
            var new = old
            new[count - 1] = 99
            let tree = StateMap([
                StateWrite(key: StateKey(recordWords: [1]), value: old),
                StateWrite(key: StateKey(recordWords: [2]), value: [7]),
            ])
            for value in [old, new] {
                let block = Block(tree, keyWords: [[1], [2]], values: [value, nil])
                let (_, roots) = try block.answers(of: block.words)
                #expect(roots == StateRoots(before: tree.root, after: block.rootAfter))
                #expect((roots.after == roots.before) == (value == old))
            }
        }
    }

    @Test func accessesAreIndicesOfTheRecordsInTreeOrder() throws {
        let block = Block(seed: 69, recordCount: 30, touchedCount: 6)
        let witness = try StateWitness(words: block.words)
        let accessed = block.words[witness.accesses].map {
            Array(block.words[witness.records[Int($0)].key])
        }
        #expect(accessed == block.accesses.map { block.keyWords[$0] })
        let keys = witness.records.map { StateKey(recordWords: Array(block.words[$0.key])) }
        #expect(keys == keys.sorted())
    }

    @Test func insertsNextToLeavesOnAlmostTheSamePath() throws {
        var source = RecordSource(seed: 92)
        for bit in [3, 40, 80, 200] {
            var tree = StateMap((0..<40).map { _ in source.write() })
            guard let near = StateKey(recordWords: [90]).flipping(bit) else { continue }
            tree.update([StateWrite(key: near, value: [9])])
            let block = Block(tree, keyWords: [[90]], values: [[1, 2]])
            let (found, roots) = try block.answers(of: block.words)
            #expect(found == [[90]: [UInt32]?.none])
            #expect(roots == StateRoots(before: tree.root, after: block.rootAfter))
            #expect(roots.after != roots.before)
        }
    }

    @Test func emptyTreeProvesAbsence() throws {
        let block = Block(StateMap(), keyWords: [[1], [2]], values: [[5], nil])
        let (found, roots) = try block.answers(of: block.words)
        #expect(found == [[1]: [UInt32]?.none, [2]: [UInt32]?.none])
        #expect(roots == StateRoots(before: .zero, after: block.rootAfter))
    }

    @Test func withoutRecordsBothRootsAreTheTree() throws {
        let tree = Block(seed: 91, recordCount: 30, touchedCount: 0).tree
        let block = Block(tree, keyWords: [], values: [])
        let (_, roots) = try block.answers(of: block.words)
        #expect(roots == StateRoots(before: tree.root, after: tree.root))
    }

    /// After a change of any one word, the witness is refused, has another root before, or gives
    /// the same records and the same root after.
    @Test func changedWordsNeverAnswerDifferentlyUnderTheSameRoot() throws {
        let block = Block(seed: 94, recordCount: 24, touchedCount: 5)
        let honest = try block.answers(of: block.words)
        let records = try StateWitness(words: block.words).accesses.upperBound
        var decoded = 0
        for index in block.words.indices where index == 1 || index >= records {
            let word = block.words[index]
            var variants = (0..<32).map { word ^ (1 << UInt32($0)) }
            variants += [0, 1, 2, 3, 4, word &+ 1, .max]
            for variant in variants where variant != word {
                var words = block.words
                words[index] = variant
                guard let answers = try? block.answers(of: words) else { continue }
                decoded += 1
                guard answers.1.before == honest.1.before else { continue }
                #expect(answers.0 == honest.0)
                #expect(answers.1 == honest.1)
            }
        }
        #expect(decoded > 100)
    }

    /// A record that exists cannot be shown as absent beside the subtree that it is in.
    @Test func hiddenSubtreesAreNoLeaves() throws {
        var source = RecordSource(seed: 97)
        let tree = StateMap((0..<40).map { _ in source.write() })
        let key = StateKey(recordWords: [1_000])
        let goesRight = key.digest[0].value & 1 == 1
        let hidden = [UInt32(2)] + words(of: tree.root)
        let forged =
            [3, 1, 0, 0, 1, 1_000, 4] + (goesRight ? hidden + [1] : [1] + hidden)
        let (_, roots) = try Block(tree, keyWords: [], values: []).answers(of: forged)
        #expect(roots.before != tree.root)
    }

    @Test func refusesEveryTruncationAndExtension() throws {
        let block = Block(seed: 95, recordCount: 25, touchedCount: 3)
        for count in 0..<block.words.count {
            let words = Array(block.words.prefix(count))
            #expect(throws: StateTreeError.self) { try block.answers(of: words) }
        }
        #expect(throws: StateTreeError.trailingWords(count: 1)) {
            try block.answers(of: block.words + [0])
        }
    }

    @Test func survivesRandomWords() {
        var source = SeededGenerator(seed: 96)
        let block = Block(seed: 95, recordCount: 0, touchedCount: 0)
        var refused = 0
        for _ in 0..<4_000 {
            let count = Int(source.next() % 60)
            var words: [UInt32] = [2]
            for _ in 0..<count {
                let draw = UInt32(truncatingIfNeeded: source.next())
                words.append(draw % 3 == 0 ? draw : draw % 5)
            }
            if (try? block.answers(of: words)) == nil { refused += 1 }
        }
        #expect(refused > 1_000)
    }
}

/// The words of a digest.
private func words(of digest: Digest) -> [UInt32] {
    (0..<4).flatMap { index -> [UInt32] in
        let value = digest[index].value
        return [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    }
}

@Suite struct WitnessFormatTests {
    private let key = StateKey(recordWords: [1])
    private var goesRight: Bool { key.digest[0].value & 1 == 1 }

    private func roots(_ words: [UInt32]) throws -> StateRoots {
        try StateWitness(words: words).roots { _, _ in nil }
    }

    private func expectRefused(_ words: [UInt32], as error: StateTreeError) {
        #expect(throws: error) { try roots(words) }
    }

    @Test func refusesOtherVersions() throws {
        expectRefused([], as: .unknownVersion)
        expectRefused([0, 0, 0, 0], as: .unknownVersion)
        expectRefused([1, 0, 0, 0], as: .unknownVersion)
        expectRefused([2, 0, 0, 0], as: .unknownVersion)
        #expect(try roots([3, 0, 0, 0, 0]).before == .zero)
    }

    @Test func refusesUnknownAndDirtyHeaders() {
        expectRefused([3, 0, 0, 0, 5], as: .invalidNode)
        expectRefused([3, 0, 0, 0, 0x100], as: .invalidNode)
        expectRefused([3, 0, 0, 0, 0x102] + words(of: key.digest), as: .invalidNode)
        expectRefused([3, 0, 0, 0, 0x104, 0, 0], as: .invalidNode)
        expectRefused([3, 1, 0, 0, 1 << 17 | 1, 1, 1], as: .invalidNode)
        // An absent record has no value.
        expectRefused([3, 1, 0, 0, 1 << 8 | 1, 1, 7, 1], as: .invalidNode)
    }

    @Test func refusesCountsBeforeReadingThem() {
        expectRefused([3, 0, 1, 0], as: .truncated)
        expectRefused([3, 3, 0, 0, 0, 0], as: .truncated)
        expectRefused([3, 1 << 17 + 1, 0, 0], as: .tooManyRecords(count: 1 << 17 + 1))
        expectRefused([3, 0, .max, 0, 0], as: .truncated)
        expectRefused([3, 0, 0, 1], as: .truncated)
        expectRefused([3, 0, 0, .max, 0], as: .truncated)
        expectRefused([3, 1, 0, 0, 65, 0], as: .valueTooLong(wordCount: 65))
        expectRefused([3, 1, 0, 0, 1 << 16 | 65 << 8 | 1, 0], as: .valueTooLong(wordCount: 65))
    }

    @Test func refusesOtherNumbersOfRecordsInTheTree() {
        expectRefused([3, 1, 0, 0, 1, 1, 0], as: .missingRecord)
        expectRefused([3, 0, 0, 0, 1], as: .missingRecord)
        expectRefused([3, 1, 0, 0, 1, 1, 4, 1, 1], as: goesRight ? .misplacedLeaf : .missingRecord)
    }

    @Test func refusesLeavesAndRecordsAtPlacesOfOtherKeys() throws {
        let hidden = [UInt32(2)] + words(of: key.digest)
        for leaf in [[3] + words(of: key.digest), [1]] {
            let head: [UInt32] = leaf.count == 1 ? [3, 1, 0, 0, 1, 1, 4] : [3, 0, 0, 0, 4]
            expectRefused(head + (goesRight ? leaf + hidden : hidden + leaf), as: .misplacedLeaf)
            _ = try roots(head + (goesRight ? hidden + leaf : leaf + hidden))
        }
    }

    @Test func refusesNonCanonicalDigests() {
        for element in 0..<4 {
            var digest = words(of: key.digest)
            (digest[2 * element], digest[2 * element + 1]) = (1, .max)
            expectRefused([3, 0, 0, 0, 2] + digest, as: .nonCanonicalDigest)
            expectRefused([3, 0, 0, 0, 3] + digest, as: .nonCanonicalDigest)
        }
    }

    @Test func refusesLongValuesBeforeReadingThem() throws {
        let limit = UInt32(StateTreeLimits.valueWordCount)
        expectRefused(
            [3, 0, 0, 0, 3 | (limit + 1) << 8] + words(of: key.digest),
            as: .valueTooLong(wordCount: Int(limit) + 1))
        expectRefused([3, 0, 0, 0, 3 | limit << 8] + words(of: key.digest), as: .truncated)
        let value = [UInt32](repeating: 5, count: Int(limit))
        _ = try roots([3, 0, 0, 0, 3 | limit << 8] + words(of: key.digest) + value)
    }

    @Test func refusesBranchesBelowTheLastBit() {
        expectRefused([3, 0, 0, 0] + [UInt32](repeating: 4, count: 300), as: .tooDeep)
    }

    @Test func refusesWitnessesBeyondTheLimit() {
        let count = StateTreeLimits.witnessWordCount + 1
        expectRefused([UInt32](repeating: 1, count: count), as: .tooLarge(wordCount: count))
    }
}
