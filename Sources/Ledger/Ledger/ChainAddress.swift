public import Bytes

/// A family of settlement chains, which decides the form of their addresses.
public enum ChainFamily: UInt8, Hashable, Sendable {
    /// EVM chains: addresses of 20 bytes, left-padded with zeros.
    case evm = 1
    /// Solana: addresses of 32 bytes.
    case solana = 2
}

/// An address on a chain of a family: an account's owner, a receiver, a token's contract.
public struct ChainAddress: Hashable, Sendable {
    /// The family of the chain.
    public let family: ChainFamily
    /// The bytes; twelve zero bytes lead an EVM address.
    public let address: Bytes32

    /// An address; `nil` when an EVM address has a non-zero byte in its padding.
    public init?(family: ChainFamily, address: Bytes32) {
        if family == .evm, !ChainAddress.isPadded(address) { return nil }
        self.family = family
        self.address = address
    }

    /// An EVM address.
    public init(evm address: Bytes20) {
        family = .evm
        self.address = Bytes32 { $0 < 12 ? 0 : address[$0 - 12] }
    }

    /// A Solana address.
    public init(solana address: Bytes32) {
        family = .solana
        self.address = address
    }

    /// The EVM address, or `nil` for another family.
    public var evmAddress: Bytes20? {
        family == .evm ? Bytes20 { address[$0 + 12] } : nil
    }

    /// Whether every byte is zero; such an address cannot be paid.
    public var isZero: Bool { address.isZero }

    private static func isPadded(_ address: Bytes32) -> Bool {
        for index in 0..<12 where address[index] != 0 { return false }
        return true
    }
}

extension ChainAddress: FieldList {
    /// The zero address of Solana, which has no invalid bytes.
    public init(placeholder: ()) { self.init(solana: Bytes32()) }

    /// Family and address.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var (family, address) = (family, address)
        try visitor.visit(code: &family, "address family")
        try visitor.visit(&address)
        guard let value = ChainAddress(family: family, address: address) else {
            throw visitor.failure(.invalidValue(field: "address padding"))
        }
        self = value
    }
}
