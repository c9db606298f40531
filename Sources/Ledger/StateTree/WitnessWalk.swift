import Bytes
import Fields
import Hashing

/// One pass over the nodes of a witness, which computes the digests before and after a change.
///
/// Both digests of a subtree are put into a slot of two stacks; those of a branch's halves are
/// neighbours, so that they are compressed in place. The branches above the present node are in a
/// list, so that nothing is recursive, and all is in memory that the caller keeps: calls and
/// references counted for each node would cost more than hashing it.
struct WitnessWalk {
    /// What is known of a subtree beside its digests, packed into a word.
    ///
    /// The collapsed form, in which a single leaf takes the place of its branches, is 0 for an empty
    /// subtree, 1 for a leaf, 2 for two leaves at least: before in bits 0 and 1, after in bits 2
    /// and 3. Bit 4 is set when the digest after has been computed; if not, it is that before.
    private struct Subtree {
        static let changed: UInt32 = 16

        let bits: UInt32

        init(bits: UInt32) { self.bits = bits }

        init(unchanged form: UInt32) { bits = form | form << 2 }

        init(before: UInt32, after: UInt32) { bits = before | after << 2 | Self.changed }

        var before: UInt32 { bits & 3 }
        var after: UInt32 { bits >> 2 & 3 }
        var isChanged: Bool { bits & Self.changed != 0 }
    }

    private static let empty: UInt32 = 0
    private static let leaf: UInt32 = 1
    private static let branch: UInt32 = 2
    /// Instead of what is known of the left half of a branch: that it is being read.
    private static let unread: UInt32 = .max

    /// Elements of each stack: a subtree at depth d has a slot of at most d, of four elements, and a
    /// sponge of twelve elements may begin there.
    private static let stackSize = 4 * (StateTreeLimits.depth + 3)

    private let words: UnsafePointer<UInt32>
    private let end: UnsafePointer<UInt32>
    private let records: UnsafeBufferPointer<StateWitness.Entry>
    /// The key of a record, which a sponge begins with.
    private let key: UnsafeMutablePointer<Goldilocks>
    private let before: UnsafeMutablePointer<Goldilocks>
    /// The left halves of the branches above the present node, from the root.
    private let halves: UnsafeMutablePointer<UInt32>
    /// The bits of the path to the present node, zeros below it; the first 32 apart.
    private let path: UnsafeMutablePointer<UInt32>
    private var firstPath: UInt32 = 0
    /// The words of a new value.
    private let value: UnsafeMutableBufferPointer<UInt32>
    /// The word that is read next.
    private var next: UnsafePointer<UInt32>
    private var nextRecord = 0
    /// The present slot of the stack of digests before; that of digests after has the other stack.
    private var slot: UnsafeMutablePointer<Goldilocks>
    /// The end of the used part of `halves`.
    private var top: UnsafeMutablePointer<UInt32>
    /// The branches above the present node.
    private var depth = 0

    /// A walk over the tree that begins at an index of the words and has these records.
    private init(
        _ words: UnsafePointer<UInt32>, count: Int, from start: Int,
        _ records: UnsafeBufferPointer<StateWitness.Entry>
    ) {
        (self.words, end, next, self.records) = (words, words + count, words + start, records)
        key = .allocate(capacity: 2 * Self.stackSize + 12)
        #if !GUEST_HOST_CALLS
            // A guest's memory is zero, and what it gives back is not used again.
            key.initialize(repeating: .zero, count: 2 * Self.stackSize + 12)
        #endif
        before = key + 12
        slot = before
        halves = .allocate(capacity: StateTreeLimits.depth)
        #if !GUEST_HOST_CALLS
            halves.initialize(repeating: 0, count: StateTreeLimits.depth)
        #endif
        top = halves
        path = .allocate(capacity: StateTreeLimits.depth / 32)
        path.initialize(repeating: 0, count: StateTreeLimits.depth / 32)
        value = .allocate(capacity: StateTreeLimits.valueWordCount)
        value.initialize(repeating: 0)
    }

    private func deallocate() {
        key.deallocate()
        halves.deallocate()
        path.deallocate()
        value.deallocate()
    }

    /// The digests of the tree, which must end with the words, of which there is one at least, and
    /// have every record; `newValue` is that of `StateWitness.roots`.
    @inline(__always)
    static func roots(
        _ words: UnsafePointer<UInt32>, count: Int, from start: Int,
        _ records: UnsafeBufferPointer<StateWitness.Entry>,
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> Int?
    ) throws(StateTreeError) -> StateRoots {
        var walk = WitnessWalk(words, count: count, from: start, records)
        defer { walk.deallocate() }
        return try walk.roots(newValue)
    }

    @inline(__always)
    private mutating func roots(
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> Int?
    ) throws(StateTreeError) -> StateRoots {
        var root: Subtree?
        while root == nil { root = ascend(from: try nextSubtree(newValue)) }
        guard next == end else { throw .trailingWords(count: end - next) }
        guard nextRecord == records.count else { throw .missingRecord }
        if root?.isChanged != true { Self.copyToAfter(before) }
        return StateRoots(before: Self.digest(before), after: Self.digest(Self.after(before)))
    }

    private static func digest(_ start: UnsafeMutablePointer<Goldilocks>) -> Digest {
        Digest(start[0], start[1], start[2], start[3])
    }

    /// The slot of digests after beside one of digests before.
    @inline(__always)
    private static func after(
        _ slot: UnsafeMutablePointer<Goldilocks>
    ) -> UnsafeMutablePointer<Goldilocks> { slot + stackSize }

    /// Copies a digest.
    @inline(__always)
    private static func copy(
        _ digest: UnsafeMutablePointer<Goldilocks>, to target: UnsafeMutablePointer<Goldilocks>
    ) {
        for index in 0..<4 { target[index] = digest[index] }
    }

    @inline(__always)
    private static func copyToAfter(_ slot: UnsafeMutablePointer<Goldilocks>) {
        copy(slot, to: after(slot))
    }

    @inline(__always)
    private static func clear(_ slot: UnsafeMutablePointer<Goldilocks>) {
        for index in 0..<4 { slot[index] = .zero }
    }
}

extension WitnessWalk {
    /// Reads the branches and the subtree that begin here, into the present slot.
    @inline(__always)
    private mutating func nextSubtree(
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> Int?
    ) throws(StateTreeError) -> Subtree {
        while true {
            guard next < end else { throw .truncated }
            let header = next.pointee
            next += 1
            if header == WitnessFormat.branch {
                guard depth < StateTreeLimits.depth else { throw .tooDeep }
                top.pointee = Self.unread
                top += 1
                depth &+= 1
                continue
            }
            if header == WitnessFormat.hidden {
                // One that is a leaf beside an absent record gives another root.
                try readDigest(into: slot)
                return Subtree(unchanged: Self.branch)
            }
            if header == WitnessFormat.record { return try takeRecord(newValue) }
            if header == WitnessFormat.empty {
                Self.clear(slot)
                return Subtree(unchanged: Self.empty)
            }
            guard header & 0xff == WitnessFormat.leaf else { throw .invalidNode }
            try readLeaf(wordCount: Int(truncatingIfNeeded: header &>> 8))
            return Subtree(unchanged: Self.leaf)
        }
    }

    /// Joins the branches that end with a subtree; `nil` when a right half follows, the root
    /// otherwise.
    @inline(__always)
    private mutating func ascend(from subtree: Subtree) -> Subtree? {
        var subtree = subtree
        while depth != 0 {
            let left = (top - 1).pointee
            turn(at: depth &- 1)
            if left == Self.unread {
                (top - 1).pointee = subtree.bits
                slot += 4
                return nil
            }
            top -= 1
            depth &-= 1
            slot -= 4
            subtree = Self.join(Subtree(bits: left), subtree, slot)
        }
        return subtree
    }

    /// Changes a bit of the path.
    @inline(__always)
    private mutating func turn(at depth: Int) {
        let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: depth)
        if depth < 32 { firstPath ^= bit } else { path[depth &>> 5] ^= bit }
    }

    /// Whether `key` leads to the present node.
    @inline(__always)
    private func hasPath() -> Bool {
        let difference = key.pointee.value.low ^ firstPath
        // Bits beyond the depth do not count.
        if depth < 32 { return (difference &<< UInt32(31 &- depth)) &<< 1 == 0 }
        return difference == 0 && Self.hasPath(key, path, depth: depth)
    }

    /// Whether a key leads to a node at least 32 levels deep, whose path it has for the first 32.
    private static func hasPath(
        _ key: UnsafeMutablePointer<Goldilocks>, _ path: UnsafeMutablePointer<UInt32>, depth: Int
    ) -> Bool {
        var (index, bitCount) = (1, depth - 32)
        while bitCount > 0 {
            let element = key[index >> 1].value
            let difference = (index & 1 == 0 ? element.low : element.high) ^ path[index]
            let excess = bitCount >= 32 ? 0 : UInt32(32 - bitCount)
            if difference &<< excess != 0 { return false }
            (index, bitCount) = (index + 1, bitCount - 32)
        }
        return true
    }
}

extension WitnessWalk {
    /// The next record of the list, whose leaves before and after are hashed into the slot.
    @inline(__always)
    private mutating func takeRecord(
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> Int?
    ) throws(StateTreeError) -> Subtree {
        guard nextRecord < records.count else { throw .missingRecord }
        let index = nextRecord
        let record = records[index]
        nextRecord &+= 1
        let keyWords = words + record.keyStart
        Poseidon2.absorb(
            into: key, .stateKey, 0, UnsafeBufferPointer(start: keyWords, count: record.keyCount))
        guard hasPath() else { throw .misplacedLeaf }
        var form = Self.empty
        if record.isPresent {
            form = Self.leaf
            let value = keyWords + record.keyCount
            hashLeaf(
                UnsafeBufferPointer(start: value, count: record.valueCount), into: slot)
        } else {
            Self.clear(slot)
        }
        guard let count = newValue(index, value) else { return Subtree(unchanged: form) }
        hashLeaf(UnsafeBufferPointer(rebasing: value[0..<count]), into: Self.after(slot))
        return Subtree(before: form, after: Self.leaf)
    }

    /// Hashes the leaf of `key`.
    @inline(__always)
    private func hashLeaf(
        _ value: UnsafeBufferPointer<UInt32>, into state: UnsafeMutablePointer<Goldilocks>
    ) {
        Self.copy(key, to: state)
        Poseidon2.absorb(into: state, .stateLeaf, 4, value)
    }

    @inline(__always)
    private mutating func readLeaf(wordCount: Int) throws(StateTreeError) {
        guard wordCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: wordCount)
        }
        try readDigest(into: key)
        guard hasPath() else { throw .misplacedLeaf }
        guard wordCount <= end - next else { throw .truncated }
        hashLeaf(UnsafeBufferPointer(start: next, count: wordCount), into: slot)
        next += wordCount
    }

    @inline(__always)
    private mutating func readDigest(
        into target: UnsafeMutablePointer<Goldilocks>
    ) throws(StateTreeError) {
        guard end - next >= 8 else { throw .truncated }
        for index in 0..<4 {
            let word = UInt64(low: next[2 * index], high: next[2 * index + 1])
            guard let element = Goldilocks(canonical: word) else {
                throw .nonCanonicalDigest
            }
            target[index] = element
        }
        next += 8
    }
}

extension WitnessWalk {
    /// The branch over the subtrees in a slot and the one after it, into that slot.
    @inline(__always)
    private static func join(
        _ left: Subtree, _ right: Subtree, _ slot: UnsafeMutablePointer<Goldilocks>
    ) -> Subtree {
        guard (left.bits | right.bits) & Subtree.changed != 0 else {
            return Subtree(unchanged: join(left.before, right.before, slot))
        }
        if !left.isChanged { copyToAfter(slot) }
        if !right.isChanged { copyToAfter(slot + 4) }
        return Subtree(
            before: join(left.before, right.before, slot),
            after: join(left.after, right.after, after(slot)))
    }

    /// Replaces two neighbouring digests by that of their branch, in the place of the first.
    @inline(__always)
    private static func join(
        _ left: UInt32, _ right: UInt32, _ pair: UnsafeMutablePointer<Goldilocks>
    ) -> UInt32 {
        let sum = left &+ right
        if sum > leaf {
            Poseidon2.compress(inPlace: pair)
            return branch
        }
        // At most one leaf, which takes the place of the branch.
        if right == leaf { copy(pair + 4, to: pair) }
        return sum
    }
}
