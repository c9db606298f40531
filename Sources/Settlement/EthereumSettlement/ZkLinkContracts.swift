/// The network's two contracts on an EVM chain.
public struct ZkLinkContracts: Hashable, Sendable {
    /// `ZkLink`: custody, queue, payouts, exodus.
    public let zklink: EthereumAddress
    /// `BlockLedger`: commit, prove, confirm, revert; created by `zklink`.
    public let blockLedger: EthereumAddress

    public init(zklink: EthereumAddress, blockLedger: EthereumAddress) {
        self.zklink = zklink
        self.blockLedger = blockLedger
    }

    var all: [EthereumAddress] { [zklink, blockLedger] }
}
