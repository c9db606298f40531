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
    /// The collapsed form of a subtree, in which a single leaf takes the place of its branches: that
    /// before in the lower four bits, that after in the four above them.
    ///
    /// The sum of the forms of two halves tells the form of their branch: it is one of two leaves at
    /// least from 2 on.
    typealias Forms = UInt32

    static let empty: Forms = 0x00
    static let leaf: Forms = 0x11
    static let branch: Forms = 0x22
    /// A leaf after where nothing was before.
    static let newLeaf: Forms = 0x10

    /// Elements of each stack: a subtree at depth d has a slot of at most d, of four elements, and a
    /// sponge of twelve elements may begin there.
    private static let stackSize = 4 * (StateTreeLimits.depth + 3)

    let words: UnsafePointer<UInt32>
    let end: UnsafePointer<UInt32>
    let records: UnsafeBufferPointer<StateWitness.Entry>
    /// The key of a record, which a sponge begins with.
    let key: UnsafeMutablePointer<Goldilocks>
    private let before: UnsafeMutablePointer<Goldilocks>
    /// The forms of the left halves of those branches above the present node in whose right halves
    /// it is, from the root.
    private let halves: UnsafeMutablePointer<Forms>
    /// The bits of the path to the present node, zeros below it; the first 32 apart.
    private let path: UnsafeMutablePointer<UInt32>
    private var firstPath: UInt32 = 0
    /// The words of a new value.
    let value: UnsafeMutableBufferPointer<UInt32>
    /// The word that is read next.
    var next: UnsafePointer<UInt32>
    var nextRecord = 0
    /// The present slot of the stack of digests before; that of digests after has the other stack.
    var slot: UnsafeMutablePointer<Goldilocks>
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
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> NewValue?
    ) throws(StateTreeError) -> StateRoots {
        var walk = WitnessWalk(words, count: count, from: start, records)
        defer { walk.deallocate() }
        return try walk.roots(newValue)
    }

    @inline(__always)
    private mutating func roots(
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> NewValue?
    ) throws(StateTreeError) -> StateRoots {
        repeat {} while !ascend(from: try nextSubtree(newValue))
        guard next == end else { throw .trailingWords(count: end - next) }
        guard nextRecord == records.count else { throw .missingRecord }
        return StateRoots(before: Self.digest(before), after: Self.digest(Self.after(before)))
    }

    private static func digest(_ start: UnsafeMutablePointer<Goldilocks>) -> Digest {
        Digest(start[0], start[1], start[2], start[3])
    }

    /// The slot of digests after beside one of digests before.
    @inline(__always)
    static func after(
        _ slot: UnsafeMutablePointer<Goldilocks>
    ) -> UnsafeMutablePointer<Goldilocks> { slot + stackSize }

    /// Copies a digest.
    @inline(__always)
    static func copy(
        _ digest: UnsafeMutablePointer<Goldilocks>, to target: UnsafeMutablePointer<Goldilocks>
    ) {
        for index in 0..<4 { target[index] = digest[index] }
    }

    /// Makes the digests of a slot zero, before and after.
    @inline(__always)
    static func clear(_ slot: UnsafeMutablePointer<Goldilocks>) {
        for index in 0..<4 { slot[index] = .zero }
        for index in 0..<4 { after(slot)[index] = .zero }
    }
}

extension WitnessWalk {
    /// Reads the branches and the subtree that begin here, into the present slot.
    @inline(__always)
    private mutating func nextSubtree(
        _ newValue: (Int, UnsafeMutableBufferPointer<UInt32>) -> NewValue?
    ) throws(StateTreeError) -> Forms {
        while true {
            guard next < end else { throw .truncated }
            let header = next.pointee
            next += 1
            if header == WitnessFormat.branch {
                guard depth < StateTreeLimits.depth else { throw .tooDeep }
                depth &+= 1
                continue
            }
            if header == WitnessFormat.hidden {
                // One that is a leaf beside an absent record gives another root.
                try readHidden(into: slot)
                return Self.branch
            }
            if header == WitnessFormat.record { return try takeRecord(newValue) }
            if header == WitnessFormat.empty {
                Self.clear(slot)
                return Self.empty
            }
            guard header & 0xff == WitnessFormat.leaf else { throw .invalidNode }
            try readLeaf(wordCount: Int(truncatingIfNeeded: header &>> 8))
            return Self.leaf
        }
    }

    /// Joins the branches that end with a subtree; `false` when a right half follows, `true` at the
    /// root.
    @inline(__always)
    private mutating func ascend(from subtree: Forms) -> Bool {
        var forms = subtree
        while depth != 0 {
            if turn(at: depth &- 1) {
                top.pointee = forms
                top += 1
                slot += 4
                return false
            }
            top -= 1
            depth &-= 1
            slot -= 4
            forms = Self.join(top.pointee, forms, slot)
        }
        return true
    }

    /// Goes from a left half to the right one, or from a right half to its branch: changes the bit of
    /// the path and returns whether it is the right half now.
    @inline(__always)
    private mutating func turn(at depth: Int) -> Bool {
        let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: depth)
        if depth < 32 {
            firstPath ^= bit
            return firstPath & bit != 0
        }
        path[depth &>> 5] ^= bit
        return path[depth &>> 5] & bit != 0
    }

    /// Whether `key` leads to the present node.
    @inline(__always)
    func hasPath() -> Bool {
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
