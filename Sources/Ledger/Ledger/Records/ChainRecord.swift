public import Bytes

/// A settlement chain of the network.
public struct ChainRecord: FieldList, Hashable, Sendable {
    /// The family of the chain, which decides the form of its addresses.
    public var family = ChainFamily.evm
    /// The chain's public identity: an EVM chain id as a big-endian integer, or a genesis hash.
    public var reference = Bytes32()
    /// Reserved; zero.
    public var flags: UInt32 = 0

    public init(family: ChainFamily, reference: Bytes32, flags: UInt32 = 0) {
        (self.family, self.reference, self.flags) = (family, reference, flags)
    }

    public init(placeholder: ()) {}

    /// Family, reference, flags.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &family, "chain family")
        try visitor.visit(&reference)
        try visitor.visit(&flags)
    }
}
