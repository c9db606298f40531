public import Fields
public import Hashing

/// Trees of Poseidon2: the sponge of width 12 for rows, width 8 in compression mode for nodes.
public enum Poseidon2Tree: TreeHasher {
    /// The sponge with the domain of committed rows; it binds the length.
    public static func hashRow(_ row: [Goldilocks]) -> Digest {
        Poseidon2.hash(domain: .commitmentRow, row)
    }

    /// The first half of P(x) + x.
    public static func compress(_ left: Digest, _ right: Digest) -> Digest {
        Poseidon2.compress(left: left, right: right)
    }

    /// The four elements.
    public static func elements(of node: Digest) -> [Goldilocks] {
        [node[0], node[1], node[2], node[3]]
    }
}
