import Fields
import Hashing
import StateTree
import TestSupport

/// The tree by its definition: recursion over all records, nothing kept.
enum ReferenceTree {
    static func root(_ records: [StateKey: [UInt32]]) -> Digest {
        digest(records.map { ($0.key, $0.value) }, depth: 0)
    }

    private static func digest(_ records: [(StateKey, [UInt32])], depth: Int) -> Digest {
        guard let first = records.first else { return .zero }
        if records.count == 1 {
            let input = (0..<4).map { first.0.digest[$0] } + first.1.map { Goldilocks($0) }
            return Poseidon2.hash(domain: HashDomain(tag: 2), input)
        }
        func goesRight(_ record: (StateKey, [UInt32])) -> Bool {
            record.0.digest[depth / 64].value >> UInt64(depth % 64) & 1 == 1
        }
        return Poseidon2.compress(
            left: digest(records.filter { !goesRight($0) }, depth: depth + 1),
            right: digest(records.filter(goesRight), depth: depth + 1))
    }
}

/// Draws records: most keys are hashes, some share long prefixes with others.
struct RecordSource {
    private var source: SeededGenerator

    init(seed: UInt64) {
        source = SeededGenerator(seed: seed)
    }

    mutating func number(below bound: Int) -> Int {
        Int(source.next() % UInt64(bound))
    }

    mutating func key() -> StateKey {
        let near = source.next() % 3 == 0
        let base = StateKey(recordWords: [UInt32(truncatingIfNeeded: source.next() % 40)])
        guard near else { return base }
        // The same path for a while, then another turn.
        let bit = Int(source.next() % 250)
        return base.flipping(bit) ?? base
    }

    mutating func write() -> StateWrite {
        let count = Int(source.next() % 9)
        return StateWrite(
            key: key(), value: (0..<count).map { _ in UInt32(truncatingIfNeeded: source.next()) })
    }

    mutating func shuffled<Element>(_ items: [Element]) -> [Element] {
        items.shuffled(using: &source)
    }
}

extension StateKey {
    /// The key that differs in one bit of its path, unless that is no canonical digest.
    func flipping(_ bit: Int) -> StateKey? {
        var elements = (0..<4).map { digest[$0] }
        let flipped = elements[bit / 64].value ^ 1 << UInt64(bit % 64)
        guard let element = Goldilocks(canonical: flipped) else { return nil }
        elements[bit / 64] = element
        return StateKey(digest: Digest(elements[0], elements[1], elements[2], elements[3]))
    }
}
