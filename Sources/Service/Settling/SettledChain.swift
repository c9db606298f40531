public import Bytes
public import Settlement

/// One settlement chain of a node.
public struct SettledChain: Sendable {
    /// Makes the account that commits blocks, given what it stored last and where to store.
    public typealias AccountFactory =
        @Sendable (
            _ restoring: [UInt8]?, _ store: @escaping @Sendable ([UInt8]) -> Void
        ) throws -> any SettlementAccount

    /// The chain.
    public var port: any SettlementChain
    /// For people.
    public var name: String
    /// The number in the chain's own transactions.
    public var evmChainID: UInt64
    /// The custody contract.
    public var contract: Bytes20
    /// Whether block data is published here.
    public var isDataChain: Bool
    /// The block of the contract's deployment or an earlier one.
    public var startBlock: UInt64
    /// Makes the operator's account; `nil`: this node settles nothing on the chain.
    public var account: AccountFactory?
    /// Whether the chain is simulated and holds no value.
    public var isSimulated = false

    /// A chain that the node follows and settles on.
    public init(
        port: any SettlementChain, name: String, evmChainID: UInt64, contract: Bytes20,
        isDataChain: Bool, startBlock: UInt64, account: AccountFactory?
    ) {
        self.port = port
        self.name = name
        self.evmChainID = evmChainID
        self.contract = contract
        self.isDataChain = isDataChain
        self.startBlock = startBlock
        self.account = account
    }
}
