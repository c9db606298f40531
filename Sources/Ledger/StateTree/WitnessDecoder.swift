import Fields
import Hashing

/// A decoder of the nodes of a witness in hostile words, which hashes each node once.
struct WitnessDecoder {
    private let words: [UInt32]
    private var position = 1
    private(set) var nodes: [StateWitness.Node] = []

    init(_ words: [UInt32]) throws(StateTreeError) {
        guard words.count <= StateTreeLimits.witnessWordCount else {
            throw .tooLarge(wordCount: words.count)
        }
        guard let version = words.first, version == WitnessFormat.version else {
            throw .unknownVersion
        }
        self.words = words
        try readNode(path: InlineArray(repeating: 0), depth: 0)
        guard position == words.count else {
            throw .trailingWords(count: words.count - position)
        }
    }

    /// Appends the subtree that begins here; recursion is at most as deep as the bits of a key.
    private mutating func readNode(
        path: InlineArray<4, UInt64>, depth: Int
    ) throws(StateTreeError) {
        let header = try readWord()
        switch header & 0xff {
        case WitnessFormat.empty:
            guard header == WitnessFormat.empty else { throw .invalidNode }
            nodes.append(StateWitness.Node(kind: .empty, digest: .zero))
        case WitnessFormat.leaf:
            try readLeaf(wordCount: Int(header >> 8), path: path, depth: depth)
        case WitnessFormat.opaque:
            guard header == WitnessFormat.opaque else { throw .invalidNode }
            let digest = try readDigest()
            guard digest != .zero else { throw .hiddenEmptySubtree }
            nodes.append(StateWitness.Node(kind: .opaque, digest: digest))
        case WitnessFormat.branch:
            guard header == WitnessFormat.branch else { throw .invalidNode }
            try readBranch(path: path, depth: depth)
        default:
            throw .invalidNode
        }
    }

    private mutating func readLeaf(
        wordCount: Int, path: InlineArray<4, UInt64>, depth: Int
    ) throws(StateTreeError) {
        guard wordCount <= StateTreeLimits.valueWordCount else {
            throw .valueTooLong(wordCount: wordCount)
        }
        let key = StateKey(digest: try readDigest())
        guard key.hasPrefix(path, depth: depth) else { throw .misplacedLeaf }
        guard wordCount <= words.count - position else { throw .truncated }
        let value = position..<position + wordCount
        position += wordCount
        nodes.append(
            StateWitness.Node(
                kind: .leaf(key: key, value: value),
                digest: StateWrite.leafDigest(key: key, value: words[value])))
    }

    private mutating func readBranch(
        path: InlineArray<4, UInt64>, depth: Int
    ) throws(StateTreeError) {
        guard depth < StateTreeLimits.depth else { throw .tooDeep }
        let index = nodes.count
        nodes.append(StateWitness.Node(kind: .empty, digest: .zero))
        try readNode(path: path, depth: depth + 1)
        let right = nodes.count
        var rightPath = path
        rightPath[depth >> 6] |= 1 << UInt64(depth & 63)
        try readNode(path: rightPath, depth: depth + 1)
        let (first, second) = (nodes[index + 1], nodes[right])
        guard !(first.isEmpty && second.isLeafOrEmpty), !(second.isEmpty && first.isLeafOrEmpty)
        else { throw .notCollapsed }
        nodes[index] = StateWitness.Node(
            kind: .branch(right: right),
            digest: Poseidon2.compress(left: first.digest, right: second.digest))
    }

    private mutating func readDigest() throws(StateTreeError) -> Digest {
        var elements = InlineArray<4, Goldilocks>(repeating: .zero)
        for index in 0..<4 {
            let low = UInt64(try readWord())
            let high = UInt64(try readWord())
            guard let element = Goldilocks(canonical: high << 32 | low) else {
                throw .nonCanonicalDigest
            }
            elements[index] = element
        }
        return Digest(elements[0], elements[1], elements[2], elements[3])
    }

    private mutating func readWord() throws(StateTreeError) -> UInt32 {
        guard position < words.count else { throw .truncated }
        position += 1
        return words[position - 1]
    }
}
