import Bytes
import Fields
import Hashing

// Leaves, hidden subtrees and branches.

extension WitnessWalk {
    /// The next record of the list, whose leaves before and after are hashed into the slot.
    @inline(__always)
    mutating func takeRecord(
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> NewValue?
    ) throws(StateTreeError) -> Forms {
        guard nextRecord < records.count else { throw .missingRecord }
        let index = nextRecord
        let record = records[index]
        nextRecord &+= 1
        let keyWords = words + record.keyStart
        Poseidon2.absorb(
            into: key, .stateKey, 0, UnsafeBufferPointer(start: keyWords, count: record.keyCount))
        guard hasPath() else { throw .misplacedLeaf }
        let old = UnsafeBufferPointer(
            start: keyWords + record.keyCount, count: record.valueCount)
        guard let new = newValue(index, value) else {
            guard record.isPresent else {
                Self.clear(slot)
                return Self.empty
            }
            hashLeaf(old, into: slot)
            Self.copy(slot, to: Self.after(slot))
            return Self.leaf
        }
        guard record.isPresent else {
            for index in 0..<4 { slot[index] = .zero }
            hashLeaf(UnsafeBufferPointer(rebasing: value[0..<new.count]), into: Self.after(slot))
            return Self.newLeaf
        }
        let shared = NewValue.sharedWordCount
        if new.unchanged == shared, new.count == old.count, new.count > shared {
            hashLeaves(old, value, into: slot)
        } else {
            precondition(new.unchanged == 0)
            hashLeaf(old, into: slot)
            hashLeaf(UnsafeBufferPointer(rebasing: value[0..<new.count]), into: Self.after(slot))
        }
        return Self.leaf
    }

    /// Hashes the leaves of `key` with two values of one length, more than the words that they have
    /// in common; the new one is in memory from those on.
    @inline(__always)
    private func hashLeaves(
        _ old: UnsafeBufferPointer<UInt32>, _ new: UnsafeMutableBufferPointer<UInt32>,
        into state: UnsafeMutablePointer<Goldilocks>
    ) {
        let shared = 0..<NewValue.sharedWordCount
        Self.copy(key, to: state)
        Poseidon2.absorb(
            into: state, .stateLeaf, 4, UnsafeBufferPointer(rebasing: old[shared]),
            total: old.count)
        let after = Self.after(state)
        for index in 0..<12 { after[index] = state[index] }
        Poseidon2.absorbMore(
            into: state, UnsafeBufferPointer(rebasing: old[shared.upperBound...]))
        Poseidon2.absorbMore(
            into: after,
            UnsafeBufferPointer(rebasing: new[shared.upperBound..<old.count]))
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
    mutating func readLeaf(wordCount: Int) throws(StateTreeError) {
        guard wordCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: wordCount)
        }
        try readKey()
        guard hasPath() else { throw .misplacedLeaf }
        guard wordCount <= end - next else { throw .truncated }
        hashLeaf(UnsafeBufferPointer(start: next, count: wordCount), into: slot)
        Self.copy(slot, to: Self.after(slot))
        next += wordCount
    }

    /// Reads the digest of a subtree into a slot, before and after.
    @inline(__always)
    mutating func readHidden(
        into slot: UnsafeMutablePointer<Goldilocks>
    ) throws(StateTreeError) {
        guard end - next >= 8 else { throw .truncated }
        #if GUEST_HOST_CALLS
            // Not compared with p: a digest is only hashed, and the machine reduces what it hashes.
            let words = UnsafeMutableRawPointer(slot).assumingMemoryBound(to: UInt32.self)
            let after = UnsafeMutableRawPointer(Self.after(slot))
                .assumingMemoryBound(to: UInt32.self)
            for index in 0..<8 { (words[index], after[index]) = (next[index], next[index]) }
        #else
            for index in 0..<4 {
                let element = try element(index)
                (slot[index], Self.after(slot)[index]) = (element, element)
            }
        #endif
        next += 8
    }

    /// Reads the key of a leaf, in the one form that leads to its place.
    private mutating func readKey() throws(StateTreeError) {
        guard end - next >= 8 else { throw .truncated }
        for index in 0..<4 { key[index] = try element(index) }
        next += 8
    }

    @inline(__always)
    private func element(_ index: Int) throws(StateTreeError) -> Goldilocks {
        let word = UInt64(low: next[2 * index], high: next[2 * index + 1])
        guard let element = Goldilocks(canonical: word) else { throw .nonCanonicalDigest }
        return element
    }
}

extension WitnessWalk {
    /// The branch over the subtrees in a slot and the one after it, before and after, into that slot.
    @inline(__always)
    static func join(
        _ left: Forms, _ right: Forms, _ slot: UnsafeMutablePointer<Goldilocks>
    ) -> Forms {
        let sum = left &+ right
        // Both sums are 2 at least: 6 more reach the top bit of their four.
        guard (sum &+ 0x66) & 0x88 == 0x88 else { return joinFew(right, sum, slot) }
        Poseidon2.compress(inPlace: slot)
        Poseidon2.compress(inPlace: after(slot))
        return branch
    }

    /// A branch over one leaf or none, before or after.
    @inline(never)
    private static func joinFew(
        _ right: Forms, _ sum: Forms, _ slot: UnsafeMutablePointer<Goldilocks>
    ) -> Forms {
        joinOne(right & 15, sum & 15, slot)
            | joinOne(right &>> 4, sum &>> 4, after(slot)) &<< 4
    }

    /// Replaces two neighbouring digests by that of their branch, in the place of the first.
    private static func joinOne(
        _ right: UInt32, _ sum: UInt32, _ pair: UnsafeMutablePointer<Goldilocks>
    ) -> UInt32 {
        if sum > 1 {
            Poseidon2.compress(inPlace: pair)
            return 2
        }
        // At most one leaf, which takes the place of the branch.
        if right == 1 { copy(pair + 4, to: pair) }
        return sum
    }
}
