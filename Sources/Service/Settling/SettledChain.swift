import Bytes
public import Ledger
public import Settlement
public import Transition

/// One settlement chain of a node.
public struct SettledChain: Sendable {
    /// Creates the account that commits blocks, from stored state and a function that stores it.
    public typealias AccountFactory =
        @Sendable (
            _ restoring: [UInt8]?, _ store: @escaping @Sendable ([UInt8]) -> Void
        ) throws -> any SettlementAccount

    public var port: any SettlementChain
    /// The name for people.
    public var name: String
    /// The chain's public identity; of an EVM chain the chain id in decimal.
    public var reference: String
    /// The custody contract.
    public var contract: ChainAddress
    /// Further contracts of the network on the chain.
    public var otherContracts: [ChainAddress] = []
    /// Whether block data is published here.
    public var isDataChain: Bool
    /// The block of the contract's deployment, or an earlier one.
    public var startBlock: UInt64
    /// Creates the operator's account; `nil` if this node does not settle on the chain.
    public var account: AccountFactory?
    /// Throws unless the nodes are on the configured chain and the contract is there.
    public var checkConnection: @Sendable () throws(SettlementError) -> Void = {}
    /// Whether the chain is simulated and holds no value.
    public var isSimulated = false

    /// A chain that the node follows and settles on.
    public init(
        port: any SettlementChain, name: String, reference: String, contract: ChainAddress,
        isDataChain: Bool, startBlock: UInt64, account: AccountFactory?
    ) {
        (self.port, self.name, self.reference) = (port, name, reference)
        (self.contract, self.isDataChain) = (contract, isDataChain)
        (self.startBlock, self.account) = (startBlock, account)
    }

    /// Every contract of the network on the chain; nothing may be paid to them.
    public var networkContracts: [ChainAddress] { [contract] + otherContracts }

    /// The chain in a genesis; a reference that is not an EVM chain id counts as 0.
    public var genesis: GenesisChain {
        switch contract.family {
        case .evm: GenesisChain(port.chain, evmChainID: UInt64(reference) ?? 0)
        case .solana:
            GenesisChain(
                chain: port.chain, family: .solana, reference: Bytes32(hex: reference) ?? Bytes32())
        }
    }

    /// A simulated chain without an account.
    public static func simulated(
        _ port: any SettlementChain, name: String, reference: String = "simulated",
        isDataChain: Bool
    ) -> SettledChain {
        var chain = SettledChain(
            port: port, name: name, reference: reference,
            contract: ChainAddress(evm: Bytes20()), isDataChain: isDataChain, startBlock: 0,
            account: nil)
        chain.isSimulated = true
        return chain
    }
}
