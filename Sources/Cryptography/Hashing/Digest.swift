public import Bytes
public import Fields

/// Four field elements, about 256 bits: a hash of Poseidon2, a node of a tree.
public struct Digest: Sendable {
    /// The elements, in the order in which the permutation yields them.
    public var elements: InlineArray<4, Goldilocks>

    /// The digest of the given elements.
    public init(
        _ first: Goldilocks, _ second: Goldilocks, _ third: Goldilocks, _ fourth: Goldilocks
    ) {
        elements = [first, second, third, fourth]
    }

    /// All elements zero: in trees, the empty subtree.
    public static var zero: Digest { Digest(.zero, .zero, .zero, .zero) }

    /// The element at an index in 0..<4.
    public subscript(index: Int) -> Goldilocks { elements.span[index] }
}

extension Digest: Hashable {
    /// Whether all elements are the same.
    public static func == (left: Digest, right: Digest) -> Bool {
        left[0] == right[0] && left[1] == right[1] && left[2] == right[2] && left[3] == right[3]
    }

    /// Feeds the elements to a hash table.
    public func hash(into hasher: inout Hasher) {
        for index in 0..<4 { hasher.combine(elements[index].value) }
    }
}

extension Digest {
    /// Decodes four canonical integers of 8 bytes, most significant first; `nil` if one is not
    /// below the modulus.
    public init?(_ bytes: Bytes32) {
        var decoded = InlineArray<4, Goldilocks>(repeating: .zero)
        for index in 0..<4 {
            var word: UInt64 = 0
            for offset in 0..<8 { word = word << 8 | UInt64(bytes[8 * index + offset]) }
            guard let element = Goldilocks(canonical: word) else { return nil }
            decoded[index] = element
        }
        elements = decoded
    }

    /// The four elements, each 8 bytes, most significant first.
    public var bytes: Bytes32 {
        Bytes32 { index in
            let shift = UInt64(56 - 8 * (index & 7))
            return UInt8(truncatingIfNeeded: elements[index >> 3].value >> shift)
        }
    }
}
