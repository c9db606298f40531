public import Bytes
internal import Hashing
public import Settlement
public import WalletSignatures

/// A fee-market transaction that calls a contract or sends coins.
///
/// Source: EIP-1559 and EIP-2718, transaction type 2, with an empty access list.
public struct EthereumTransaction: Hashable, Sendable {
    /// The EIP-155 chain id, not the network's number.
    public var chainID: UInt64
    public var nonce: UInt64
    /// The fee offered for one unit of gas.
    public var fees: FeeOffer
    /// The most gas that may be used.
    public var gasLimit: UInt64
    /// The contract or account called.
    public var to: EthereumAddress
    /// The native coins sent along, in wei.
    public var value: UInt128
    /// The function and its arguments.
    public var data: [UInt8]

    public init(
        chainID: UInt64, nonce: UInt64, fees: FeeOffer, gasLimit: UInt64, to: EthereumAddress,
        value: UInt128, data: [UInt8]
    ) {
        (self.chainID, self.nonce, self.fees) = (chainID, nonce, fees)
        (self.gasLimit, self.to, self.value, self.data) = (gasLimit, to, value, data)
    }

    private static let type: UInt8 = 2

    private var fields: [RLP] {
        [
            .integer(chainID), .integer(nonce), .integer(fees.priority), .integer(fees.maximum),
            .integer(gasLimit), .bytes(to.bytes.array), .integer(value), .bytes(data), .list([]),
        ]
    }

    /// The hash that the sender signs.
    public var signingHash: Bytes32 {
        Keccak256.hash([Self.type] + RLP.list(fields).encoded)
    }

    /// The signed transaction; the same key gives the same bytes every time.
    public func signed(by key: WalletSecretKey) -> SignedEthereumTransaction {
        let signature = key.sign(digest: signingHash)
        let all =
            fields + [
                .integer(signature.recoveryID), .integer(bigEndian: signature.r.array),
                .integer(bigEndian: signature.s.array),
            ]
        return SignedEthereumTransaction(raw: [Self.type] + RLP.list(all).encoded)
    }
}

/// A transaction in the form of a broadcast.
public struct SignedEthereumTransaction: Hashable, Sendable {
    /// The encoding with the signature.
    public let raw: [UInt8]
    /// The Keccak-256 hash of `raw`.
    public let hash: Bytes32

    init(raw: [UInt8]) {
        self.raw = raw
        hash = Keccak256.hash(raw)
    }

    /// The hash as a chain-neutral identifier.
    public var id: TransactionID { TransactionID(hash.array) }
}
