import Bytes
import Fields
import Hashing

/// One pass over the nodes of a witness, which computes the digests before and after a change.
///
/// Both digests of a subtree are put into a slot of two stacks; those of a branch's halves are
/// neighbours, so that they are compressed in place. The walk is over memory that its caller
/// keeps, since counting references for each node would cost more than hashing it.
struct WitnessWalk {
    /// The digests of a record: four elements of its key, of its leaf before, of its leaf after.
    struct Record {
        let digests: UnsafeMutablePointer<Goldilocks>
        /// Whether there is a leaf before.
        let isPresent: Bool
        /// Whether there is another leaf after.
        let isChanged: Bool
    }

    /// The collapsed form of a subtree: a single leaf takes the place of its branches.
    private enum Form {
        case empty
        case leaf
        /// Two leaves at least.
        case branch
    }

    /// What is known of a subtree beside its digests.
    private struct Subtree {
        let before: Form
        let after: Form
        /// Whether the digest after has been computed; if not, it is that before.
        let isChanged: Bool

        init(unchanged form: Form) { (before, after, isChanged) = (form, form, false) }

        init(before: Form, after: Form) {
            (self.before, self.after, isChanged) = (before, after, true)
        }
    }

    /// Elements of each stack: a subtree at depth d has a slot of at most d, of four elements.
    static let stackSize = 4 * (StateTreeLimits.depth + 2)

    private let words: UnsafeBufferPointer<UInt32>
    private let records: UnsafeBufferPointer<Record>
    private let before: UnsafeMutablePointer<Goldilocks>
    private let after: UnsafeMutablePointer<Goldilocks>
    private var position: Int
    private var nextRecord = 0
    /// The bits of the path to the present node, zeros below it.
    private let path: UnsafeMutablePointer<UInt32>

    /// A walk over the tree that begins at an index of the words and has these records.
    ///
    /// - Parameters:
    ///   - stacks: Memory for two stacks.
    ///   - path: Eight zeros.
    init(
        _ words: UnsafeBufferPointer<UInt32>, from start: Int,
        _ records: UnsafeBufferPointer<Record>, stacks: UnsafeMutablePointer<Goldilocks>,
        path: UnsafeMutablePointer<UInt32>
    ) {
        (self.words, self.records, position) = (words, records, start)
        (before, after) = (stacks, stacks + Self.stackSize)
        self.path = path
    }

    /// The digests of the tree, which must end with the words and have every record.
    mutating func roots() throws(StateTreeError) -> StateRoots {
        let root = try visit(slot: 0, depth: 0)
        guard position == words.count else {
            throw .trailingWords(count: words.count - position)
        }
        guard nextRecord == records.count else { throw .missingRecord }
        if !root.isChanged { copyToAfter(slot: 0) }
        return StateRoots(before: Self.digest(before), after: Self.digest(after))
    }

    private static func digest(_ start: UnsafeMutablePointer<Goldilocks>) -> Digest {
        Digest(start[0], start[1], start[2], start[3])
    }

    private func copy(
        _ digest: UnsafeMutablePointer<Goldilocks>, to target: UnsafeMutablePointer<Goldilocks>
    ) {
        for index in 0..<4 { target[index] = digest[index] }
    }
}

extension WitnessWalk {
    /// Reads the subtree that begins here; recursion is at most as deep as the bits of a key.
    private mutating func visit(slot: Int, depth: Int) throws(StateTreeError) -> Subtree {
        guard position < words.count else { throw .truncated }
        let header = words[position]
        position += 1
        switch header {
        case WitnessFormat.branch:
            guard depth < StateTreeLimits.depth else { throw .tooDeep }
            let left = try visit(slot: slot, depth: depth + 1)
            path[depth >> 5] |= 1 << UInt32(depth & 31)
            let right = try visit(slot: slot + 1, depth: depth + 1)
            path[depth >> 5] &= ~(1 << UInt32(depth & 31))
            return join(left, right, slot: slot)
        case WitnessFormat.hidden:
            try readDigest(into: before + 4 * slot)
            return Subtree(unchanged: .branch)
        case WitnessFormat.record:
            return try takeRecord(slot: slot, depth: depth)
        case WitnessFormat.empty:
            for index in 4 * slot..<4 * slot + 4 { before[index] = .zero }
            return Subtree(unchanged: .empty)
        default:
            guard header & 0xff == WitnessFormat.leaf else { throw .invalidNode }
            try readLeaf(wordCount: Int(header >> 8), slot: slot, depth: depth)
            return Subtree(unchanged: .leaf)
        }
    }

    private mutating func takeRecord(slot: Int, depth: Int) throws(StateTreeError) -> Subtree {
        guard nextRecord < records.count else { throw .missingRecord }
        let record = records[nextRecord]
        nextRecord += 1
        guard hasPath(record.digests, depth: depth) else { throw .misplacedLeaf }
        copy(record.digests + 4, to: before + 4 * slot)
        let form: Form = record.isPresent ? .leaf : .empty
        guard record.isChanged else { return Subtree(unchanged: form) }
        copy(record.digests + 8, to: after + 4 * slot)
        return Subtree(before: form, after: .leaf)
    }

    /// Whether a key leads to the present node.
    private func hasPath(_ key: UnsafeMutablePointer<Goldilocks>, depth: Int) -> Bool {
        var bitCount = depth
        for index in 0..<4 {
            let word = key[index].value
            for half in 0..<2 {
                guard bitCount > 0 else { return true }
                let difference = (half == 0 ? word.low : word.high) ^ path[2 * index + half]
                // Bits beyond the depth do not count.
                let excess = bitCount >= 32 ? 0 : UInt32(32 - bitCount)
                if difference &<< excess != 0 { return false }
                bitCount -= 32
            }
        }
        return true
    }

    private mutating func readLeaf(
        wordCount: Int, slot: Int, depth: Int
    ) throws(StateTreeError) {
        guard wordCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: wordCount)
        }
        let target = before + 4 * slot
        try readDigest(into: target)
        guard hasPath(target, depth: depth) else { throw .misplacedLeaf }
        guard wordCount <= words.count - position else { throw .truncated }
        let start = position
        position += wordCount
        let key = StateKey(digest: Self.digest(target))
        let digest = StateWrite.leafDigest(
            key: key, UnsafeBufferPointer(rebasing: words[start..<position]))
        for index in 0..<4 { target[index] = digest[index] }
    }

    private mutating func readDigest(
        into target: UnsafeMutablePointer<Goldilocks>
    ) throws(StateTreeError) {
        guard words.count - position >= 8 else { throw .truncated }
        for index in 0..<4 {
            let word = UInt64(
                low: words[position + 2 * index], high: words[position + 2 * index + 1])
            guard let element = Goldilocks(canonical: word) else {
                throw .nonCanonicalDigest
            }
            target[index] = element
        }
        position += 8
    }
}

extension WitnessWalk {
    /// The branch over the subtrees in a slot and the one after it, into that slot.
    private mutating func join(_ left: Subtree, _ right: Subtree, slot: Int) -> Subtree {
        guard left.isChanged || right.isChanged else {
            return Subtree(unchanged: Self.join(left.before, right.before, before + 4 * slot))
        }
        if !left.isChanged { copyToAfter(slot: slot) }
        if !right.isChanged { copyToAfter(slot: slot + 1) }
        return Subtree(
            before: Self.join(left.before, right.before, before + 4 * slot),
            after: Self.join(left.after, right.after, after + 4 * slot))
    }

    /// Replaces two neighbouring digests by that of their branch, in the place of the first.
    private static func join(
        _ left: Form, _ right: Form, _ pair: UnsafeMutablePointer<Goldilocks>
    ) -> Form {
        switch (left, right) {
        case (.empty, .empty): return .empty
        case (.leaf, .empty): return .leaf
        case (.empty, .leaf):
            for index in 0..<4 { pair[index] = pair[4 + index] }
            return .leaf
        default:
            Poseidon2.compress(inPlace: pair)
            return .branch
        }
    }

    private func copyToAfter(slot: Int) { copy(before + 4 * slot, to: after + 4 * slot) }
}
