public import Bytes
internal import Hashing
public import Settlement
public import WalletSignatures

/// A fee-market transaction that calls a contract or sends coins.
///
/// Source: EIP-1559 and EIP-2718, transaction type 2, with an empty access list.
public struct EthereumTransaction: Hashable, Sendable {
    /// The chain's own number (EIP-155), not the network's.
    public var chainID: UInt64
    /// The sender's nonce.
    public var nonce: UInt64
    /// What is offered for one unit of gas.
    public var fees: FeeOffer
    /// The most gas that may be used.
    public var gasLimit: UInt64
    /// Whom it calls.
    public var to: EthereumAddress
    /// Coins sent along, in wei.
    public var value: UInt128
    /// What it calls.
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

    /// What the sender signs.
    public var signingHash: Bytes32 {
        Keccak256.hash([Self.type] + RLP.list(fields).encoded)
    }

    /// The transaction with a signature; the same key gives the same bytes every time.
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

/// A transaction as it is broadcast.
public struct SignedEthereumTransaction: Hashable, Sendable {
    /// The bytes that nodes accept.
    public let raw: [UInt8]
    /// The Keccak-256 hash of the bytes.
    public let hash: Bytes32

    init(raw: [UInt8]) {
        self.raw = raw
        hash = Keccak256.hash(raw)
    }

    /// The hash in a chain-neutral form.
    public var id: TransactionID { TransactionID(hash.array) }
}
