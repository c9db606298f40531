import Bytes
public import Ledger
public import Settlement

/// One settlement chain of a node.
public struct SettledChain: Sendable {
    /// Makes the account that commits blocks, given what it stored last and where to store.
    public typealias AccountFactory =
        @Sendable (
            _ restoring: [UInt8]?, _ store: @escaping @Sendable ([UInt8]) -> Void
        ) throws -> any SettlementAccount

    public var port: any SettlementChain
    /// Name for people.
    public var name: String
    /// The chain's name among those of its family; of an EVM chain the chain id in decimal.
    public var reference: String
    /// The custody contract.
    public var contract: Owner
    /// Whether block data is published here.
    public var isDataChain: Bool
    /// The block of the contract's deployment or an earlier one.
    public var startBlock: UInt64
    /// Makes the operator's account; `nil`: this node settles nothing on the chain.
    public var account: AccountFactory?
    /// Throws unless the chain's nodes follow the configured chain and have the contract.
    public var checkConnection: @Sendable () throws(SettlementError) -> Void = {}
    /// Whether the chain is simulated and holds no value.
    public var isSimulated = false

    /// A chain that the node follows and settles on.
    public init(
        port: any SettlementChain, name: String, reference: String, contract: Owner,
        isDataChain: Bool, startBlock: UInt64, account: AccountFactory?
    ) {
        (self.port, self.name, self.reference) = (port, name, reference)
        (self.contract, self.isDataChain) = (contract, isDataChain)
        (self.startBlock, self.account) = (startBlock, account)
    }

    /// A simulated chain, which is the data chain or not.
    public static func simulated(
        _ port: any SettlementChain, name: String, isDataChain: Bool
    ) -> SettledChain {
        var chain = SettledChain(
            port: port, name: name, reference: "simulated",
            contract: Owner(evm: Bytes20()), isDataChain: isDataChain, startBlock: 0,
            account: nil)
        chain.isSimulated = true
        return chain
    }
}
