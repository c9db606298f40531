/// The use of a sponge, so that no two uses share an input.
///
/// The tag is part of the sponge's capacity. Tags are never reused; this list is complete.
public struct HashDomain: Equatable, Sendable {
    /// The number that enters the capacity.
    public let tag: UInt32

    /// A domain; its tag must occur in no other declaration.
    public init(tag: UInt32) {
        self.tag = tag
    }

    /// Tree key of a state record, from its key words.
    public static let stateKey = HashDomain(tag: 1)
    /// Leaf of the state tree, from tree key and value words.
    public static let stateLeaf = HashDomain(tag: 2)
    /// Challenge of a Schnorr signature.
    public static let schnorrChallenge = HashDomain(tag: 3)
    /// Program image of the virtual machine.
    public static let program = HashDomain(tag: 4)
    /// Row of a committed matrix.
    public static let commitmentRow = HashDomain(tag: 5)
    /// Fiat-Shamir transcript.
    public static let transcript = HashDomain(tag: 6)
    /// Description of a machine of chips.
    public static let machine = HashDomain(tag: 7)
    /// Key of a recursion program.
    public static let recursionKey = HashDomain(tag: 8)
    /// Statement of a joined proof.
    public static let aggregation = HashDomain(tag: 9)
}
