public import Bytes
public import Ledger

/// `oracle_signatures`: what an oracle signed about a block.
public enum OracleSignaturesMethod: Method {
    public typealias Result = OracleSignatures
    public static let name = "oracle_signatures"
    public static let summary = "The oracle's confirmations of a block, one for each chain"

    /// Which block.
    public struct Parameters: WireObject, Hashable {
        /// By number.
        public var number: UInt64 = 0

        public init(unread: ()) {}

        /// A block.
        public init(number: UInt64) { self.number = number }

        public static let fields: [WireField<Parameters>] = [WireField("number", \.number)]
    }
}

/// What an oracle signed about a block.
public struct OracleSignatures: WireObject, Hashable {
    /// The block.
    public var number: UInt64 = 0
    /// SHA-256 of its header.
    public var headerHash = Bytes32()
    /// The range of the attestation, when the block ends one.
    public var publicInput: AttestedRange?
    /// The signature over the range's attestation.
    public var attestation: Bytes65?
    /// One for each chain.
    public var confirmations: [OracleConfirmation] = []

    public init(unread: ()) {}

    public init(
        number: UInt64, headerHash: Bytes32, publicInput: AttestedRange?, attestation: Bytes65?,
        confirmations: [OracleConfirmation]
    ) {
        (self.number, self.headerHash, self.publicInput) = (number, headerHash, publicInput)
        (self.attestation, self.confirmations) = (attestation, confirmations)
    }

    public static let fields: [WireField<OracleSignatures>] = [
        WireField("number", \.number), WireField("headerHash", \.headerHash),
        WireField("publicInput", \.publicInput), WireField("attestation", \.attestation),
        WireField("confirmations", \.confirmations),
    ]
}

/// The two headers that an attestation binds.
public struct AttestedRange: WireObject, Hashable {
    /// The last block before the range.
    public var previousHeaderHash = Bytes32()
    /// The last block of the range.
    public var lastHeaderHash = Bytes32()

    public init(unread: ()) {}

    public init(previousHeaderHash: Bytes32, lastHeaderHash: Bytes32) {
        (self.previousHeaderHash, self.lastHeaderHash) = (previousHeaderHash, lastHeaderHash)
    }

    public static let fields: [WireField<AttestedRange>] = [
        WireField("previousHeaderHash", \.previousHeaderHash),
        WireField("lastHeaderHash", \.lastHeaderHash),
    ]
}

/// An oracle's confirmation for a chain.
public struct OracleConfirmation: WireObject, Hashable {
    public var chain = ChainID(0)
    /// How often that chain had reverted blocks.
    public var epoch: UInt32 = 0
    /// The chained hash of all headers up to the block.
    public var syncHash = Bytes32()
    /// Over the confirmation digest.
    public var signature = Bytes65()

    public init(unread: ()) {}

    public init(chain: ChainID, epoch: UInt32, syncHash: Bytes32, signature: Bytes65) {
        (self.chain, self.epoch) = (chain, epoch)
        (self.syncHash, self.signature) = (syncHash, signature)
    }

    public static let fields: [WireField<OracleConfirmation>] = [
        WireField("chain", \.chain), WireField("epoch", \.epoch), WireField("syncHash", \.syncHash),
        WireField("signature", \.signature),
    ]
}

/// `oracle_attest`: a signature that a range was re-executed.
public enum OracleAttestMethod: Method {
    public static let name = "oracle_attest"
    public static let summary = "Signs that a range was re-executed; refused unless it is final"

    /// Which blocks.
    public struct Parameters: WireObject, Hashable {
        /// The first block.
        public var first: UInt64 = 0
        /// The last block.
        public var last: UInt64 = 0

        public init(unread: ()) {}

        /// A range of blocks.
        public init(first: UInt64, last: UInt64) {
            self.first = first
            self.last = last
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("first", \.first), WireField("last", \.last),
        ]
    }

    /// The signature.
    public struct Result: WireObject, Hashable {
        /// What the chain's verifier is asked about.
        public var publicInput = Bytes32()
        /// Over the attestation digest.
        public var signature = Bytes65()

        public init(unread: ()) {}

        public init(publicInput: Bytes32, signature: Bytes65) {
            (self.publicInput, self.signature) = (publicInput, signature)
        }

        public static let fields: [WireField<Result>] = [
            WireField("publicInput", \.publicInput), WireField("signature", \.signature),
        ]
    }
}
