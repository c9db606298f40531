import Fields
import Hashing
import StateTree
import TestSupport
import Testing

@Suite struct StateMapTests {
    @Test func smallTreesHaveTheDefinedRoots() throws {
        #expect(StateMap().root == .zero)
        let one = StateWrite(key: StateKey(recordWords: [1]), value: [7])
        #expect(StateMap([one]).root == one.leafDigest)
        // Two keys that part at bit 3: three branches with an empty half each above.
        let other = StateWrite(key: try #require(one.key.flipping(3)), value: [7])
        var expected =
            one.key < other.key
            ? Poseidon2.compress(left: one.leafDigest, right: other.leafDigest)
            : Poseidon2.compress(left: other.leafDigest, right: one.leafDigest)
        for depth in stride(from: 2, through: 0, by: -1) {
            let goesRight = one.key.digest[0].value >> UInt64(depth) & 1 == 1
            expected =
                goesRight
                ? Poseidon2.compress(left: .zero, right: expected)
                : Poseidon2.compress(left: expected, right: .zero)
        }
        #expect(StateMap([one, other]).root == expected)
    }

    @Test func leafAndKeyHashesAreTheWrittenOnes() {
        let words: [UInt32] = [5, 70_000, 3, 1]
        let key = StateKey(recordWords: words)
        #expect(
            key.digest
                == Poseidon2.hash(domain: HashDomain(tag: 1), words.map { Goldilocks($0) }))
        let input = (0..<4).map { key.digest[$0] } + [Goldilocks(9), Goldilocks(.max)]
        #expect(
            StateWrite(key: key, value: [9, .max]).leafDigest
                == Poseidon2.hash(domain: HashDomain(tag: 2), input))
    }

    @Test func agreesWithTheReferenceAfterEveryBlock() {
        for seed: UInt64 in 60..<64 {
            var source = RecordSource(seed: seed)
            var tree = StateMap()
            var model = [StateKey: [UInt32]]()
            for _ in 0..<12 {
                let writes = (0..<source.number(below: 14)).map { _ in source.write() }
                for write in writes { model[write.key] = write.value }
                #expect(tree.update(writes) == ReferenceTree.root(model))
                #expect(tree.root == ReferenceTree.root(model))
                #expect(tree.count == model.count)
            }
            for (key, value) in model { #expect(tree.value(for: key) == value) }
            #expect(tree.value(for: StateKey(recordWords: [1, 2, 3])) == nil)
        }
    }

    @Test func rootDoesNotDependOnOrderOrGrouping() {
        var source = RecordSource(seed: 65)
        var model = [StateKey: [UInt32]]()
        for _ in 0..<60 {
            let write = source.write()
            model[write.key] = write.value
        }
        let records = model.map { StateWrite(key: $0.key, value: $0.value) }
        let root = StateMap(records).root
        for _ in 0..<5 {
            var tree = StateMap()
            var remaining = source.shuffled(records)[...]
            while !remaining.isEmpty {
                let count = 1 + source.number(below: 10)
                tree.update(Array(remaining.prefix(count)))
                remaining = remaining.dropFirst(count)
            }
            #expect(tree.root == root)
        }
    }

    @Test func laterWriteToAKeyCounts() {
        let key = StateKey(recordWords: [1])
        let tree = StateMap([
            StateWrite(key: key, value: [1]), StateWrite(key: key, value: [2, 3]),
        ])
        #expect(tree.value(for: key) == [2, 3])
        #expect(tree.count == 1)
    }

    @Test func everyRecordAndValueWordEntersTheRoot() {
        var source = RecordSource(seed: 66)
        let tree = StateMap((0..<20).map { _ in source.write() })
        let key = StateKey(recordWords: [900])
        var changed = tree
        let zero = changed.update([StateWrite(key: key, value: [0])])
        #expect(zero != tree.root)
        #expect(changed.update([StateWrite(key: key, value: [0, 0])]) != zero)
        #expect(changed.update([StateWrite(key: key, value: [])]) != zero)
        #expect(changed.update([StateWrite(key: key, value: [0])]) == zero)
    }

    @Test func keysThatPartAtTheLastBitFormTheDeepestTree() throws {
        let key = StateKey(recordWords: [4])
        let twin = try #require(key.flipping(255) ?? key.flipping(254))
        let writes = [StateWrite(key: key, value: [1]), StateWrite(key: twin, value: [2])]
        let tree = StateMap(writes)
        #expect(tree.root == ReferenceTree.root([key: [1], twin: [2]]))
        // The record is read beside its twin, 255 levels down.
        let witness = try StateWitness(
            words: tree.encodedWitness(for: [WitnessedRecord(keyWords: [4])], accesses: []))
        #expect(try witness.roots { _, _ in nil }.before == tree.root)
    }

    @Test func copiesAreIndependent() {
        var source = RecordSource(seed: 67)
        let tree = StateMap((0..<20).map { _ in source.write() })
        let root = tree.root
        var copy = tree
        copy.update([StateWrite(key: StateKey(recordWords: [800]), value: [1])])
        #expect(tree.root == root && copy.root != root)
    }
}
