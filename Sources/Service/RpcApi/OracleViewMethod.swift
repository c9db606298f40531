public import Bytes
public import Ledger

/// `oracle_view`: the chains as an oracle reads them.
public enum OracleViewMethod: Method {
    public typealias Parameters = NoParameters
    public typealias Result = OracleView
    public static let name = "oracle_view"
    public static let summary = "The chains as the oracle reads them, and its alarms"
}

/// An oracle's view of the chains.
public struct OracleView: WireObject, Hashable {
    /// The address of the signing key.
    public var address = Bytes20()
    /// The network.
    public var networkID = NetworkID(0)
    /// Whether the oracle signs nothing new, because of the alarms.
    public var isHalted = false
    /// Conditions that need a person.
    public var alarms: [AlarmInfo] = []
    /// The chains, ascending.
    public var chains: [OracleChainView] = []
    /// The last block that the oracle signed for.
    public var signed: UInt64 = 0

    public init(placeholder: ()) {}

    public init(
        address: Bytes20, networkID: NetworkID, isHalted: Bool, alarms: [AlarmInfo],
        chains: [OracleChainView], signed: UInt64
    ) {
        (self.address, self.networkID, self.isHalted) = (address, networkID, isHalted)
        (self.alarms, self.chains, self.signed) = (alarms, chains, signed)
    }

    public static let fields: [WireField<OracleView>] = [
        WireField("address", \.address), WireField("networkId", \.networkID),
        WireField("halted", \.isHalted), WireField("alarms", \.alarms),
        WireField("chains", \.chains),
        WireField("signed", \.signed),
    ]
}

/// An oracle's view of a chain.
public struct OracleChainView: WireObject, Hashable {
    public var chain = ChainID(0)
    /// The newest block of the chain that the oracle read.
    public var seenBlock: UInt64 = 0
    /// The last committed block of the network.
    public var committed: UInt64 = 0
    /// The last committed block at finality depth.
    public var finalCommitted: UInt64 = 0
    /// The number of reverts.
    public var epoch: UInt32 = 0
    /// The number of entries ever queued.
    public var queueLength: UInt64 = 0
    /// Whether the contract is in exodus.
    public var isExodus = false

    public init(placeholder: ()) {}

    public init(
        chain: ChainID, seenBlock: UInt64, committed: UInt64, finalCommitted: UInt64,
        epoch: UInt32, queueLength: UInt64, isExodus: Bool
    ) {
        (self.chain, self.seenBlock, self.committed) = (chain, seenBlock, committed)
        (self.finalCommitted, self.epoch) = (finalCommitted, epoch)
        (self.queueLength, self.isExodus) = (queueLength, isExodus)
    }

    public static let fields: [WireField<OracleChainView>] = [
        WireField("chain", \.chain), WireField("seenBlock", \.seenBlock),
        WireField("committed", \.committed), WireField("finalCommitted", \.finalCommitted),
        WireField("epoch", \.epoch), WireField("queueLength", \.queueLength),
        WireField("exodus", \.isExodus),
    ]
}
