import Fields
import Hashing
import StateTree

extension Report {
    /// Times a tree of a million balances and a block that changes a thousand of them.
    mutating func measureStateTree() {
        let recordCount = 1 << 20
        var tree = StateMap()
        let load = Self.seconds {
            tree = StateMap((0..<recordCount).map { Self.balance($0, amount: 1) })
        }
        add("stateLoadMillionSeconds", load)
        let block = (0..<1_000).map { Self.balance($0 * 1_021, amount: 2) }
        var root = Digest.zero
        add("stateUpdateThousandLeaves", count: 1) { root = tree.update(block) }
        let records = (0..<1_000).map { WitnessedRecord(keyWords: Self.keyWords($0 * 1_021)) }
        var words = [UInt32]()
        add("stateWitnessEncode", count: 1) {
            words = tree.encodedWitness(for: records, accesses: [])
        }
        var hits: UInt64 = 0
        add("stateWitnessRoots", count: 1) {
            let roots = try? StateWitness(words: words).roots { index, memory in
                memory[0] = UInt32(index)
                return NewValue(count: 4)
            }
            if roots?.before == root { hits += 1 }
        }
        add("stateWitnessWords", Double(words.count))
        mix(root[0].value ^ hits)
    }

    private static func balance(_ index: Int, amount: UInt32) -> StateWrite {
        StateWrite(
            key: StateKey(recordWords: keyWords(index)), value: [amount, 0, 0, 0])
    }

    private static func keyWords(_ index: Int) -> [UInt32] { [5, UInt32(index), 0, 1] }
}
