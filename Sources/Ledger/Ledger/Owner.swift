public import Bytes

/// A kind of settlement chain, which decides what an address looks like.
public enum ChainFamily: UInt8, Hashable, Sendable {
    /// Twenty-byte addresses, left-padded with zeros.
    case evm = 1
    /// Thirty-two byte addresses.
    case solana = 2
}

/// The address that an account belongs to.
public struct Owner: Hashable, Sendable {
    /// Which kind of address it is.
    public let family: ChainFamily
    /// The address; twelve zero bytes lead an EVM address.
    public let address: Bytes32

    /// The owner of an address, or `nil` when an EVM address has a non-zero byte in its padding.
    public init?(family: ChainFamily, address: Bytes32) {
        if family == .evm, !Owner.isPadded(address) { return nil }
        self.family = family
        self.address = address
    }

    /// The owner of an EVM address.
    public init(evm address: Bytes20) {
        family = .evm
        self.address = Bytes32 { $0 < 12 ? 0 : address[$0 - 12] }
    }

    /// The owner of a Solana address.
    public init(solana address: Bytes32) {
        family = .solana
        self.address = address
    }

    /// The EVM address, or `nil` for another family.
    public var evmAddress: Bytes20? {
        family == .evm ? Bytes20 { address[$0 + 12] } : nil
    }

    private static func isPadded(_ address: Bytes32) -> Bool {
        for index in 0..<12 where address[index] != 0 { return false }
        return true
    }
}

extension Owner {
    /// Reads family and address.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        guard let family = ChainFamily(rawValue: try reader.read()) else {
            throw .invalidValue(field: "owner family")
        }
        let address = try reader.read(Bytes32.self)
        guard let owner = Owner(family: family, address: address) else {
            throw .invalidValue(field: "owner padding")
        }
        self = owner
    }

    /// Writes family and address.
    public func encode(to writer: inout ByteWriter) {
        writer.append(family.rawValue)
        writer.append(address)
    }
}
