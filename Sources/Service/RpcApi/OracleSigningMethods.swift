public import Bytes
public import Ledger

/// `oracle_signatures`: the signatures of an oracle for a block.
public enum OracleSignaturesMethod: Method {
    public typealias Result = OracleSignatures
    public static let name = "oracle_signatures"
    public static let summary = "The oracle's confirmations of a block, one for each chain"

    /// The block.
    public struct Parameters: WireObject, Hashable {
        public var number: UInt64 = 0

        public init(placeholder: ()) {}

        public init(number: UInt64) { self.number = number }

        public static let fields: [WireField<Parameters>] = [WireField("number", \.number)]
    }
}

/// The signatures of an oracle for a block.
public struct OracleSignatures: WireObject, Hashable {
    /// The block number.
    public var number: UInt64 = 0
    /// SHA-256 of the header.
    public var headerHash = Bytes32()
    /// The confirmations, one for each chain.
    public var confirmations: [OracleConfirmation] = []

    public init(placeholder: ()) {}

    public init(
        number: UInt64, headerHash: Bytes32, confirmations: [OracleConfirmation]
    ) {
        (self.number, self.headerHash, self.confirmations) = (number, headerHash, confirmations)
    }

    public static let fields: [WireField<OracleSignatures>] = [
        WireField("number", \.number), WireField("headerHash", \.headerHash),
        WireField("confirmations", \.confirmations),
    ]
}

/// An oracle's confirmation of a block for a chain.
public struct OracleConfirmation: WireObject, Hashable {
    public var chain = ChainID(0)
    /// The number of reverts on that chain.
    public var epoch: UInt32 = 0
    /// The sync hash up to the block.
    public var syncHash = Bytes32()
    /// The signature over the confirmation digest.
    public var signature = Bytes65()

    public init(placeholder: ()) {}

    public init(chain: ChainID, epoch: UInt32, syncHash: Bytes32, signature: Bytes65) {
        (self.chain, self.epoch) = (chain, epoch)
        (self.syncHash, self.signature) = (syncHash, signature)
    }

    public static let fields: [WireField<OracleConfirmation>] = [
        WireField("chain", \.chain), WireField("epoch", \.epoch), WireField("syncHash", \.syncHash),
        WireField("signature", \.signature),
    ]
}
