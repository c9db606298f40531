public import Bytes
public import Ledger

/// A settlement chain with the network's number of it.
///
/// Calls of conforming types block the calling thread and may come from several threads.
public protocol NumberedChain: Sendable {
    /// The network's number of the chain.
    var chain: ChainID { get }
}

/// The history of a chain: blocks and events, for nodes, oracles and brokers.
public protocol FollowedChain: NumberedChain {
    /// The number of blocks that must follow a block before it counts.
    var confirmationDepth: UInt64 { get }

    /// The nodes of the chain that cannot be reached or lag while the others serve.
    var missingNodes: [String] { get }

    /// The highest block; with several nodes the highest that enough of them have.
    func head() throws(SettlementError) -> BlockReference
    /// One block with the contracts' events; throws `unknownBlock` above the head.
    func block(number: UInt64) throws(SettlementError) -> ObservedBlock
    /// Blocks that are too old to be reorganised, both ends included.
    func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange
    /// The state of the contracts after a block; throws `refused` when the node does not have it.
    func state(at block: BlockReference) throws(SettlementError) -> ContractState
    /// The rolling hash before a queue entry, after a block; zeros before an entry not queued yet.
    func queueHash(before index: UInt64, at block: BlockReference) throws(SettlementError)
        -> Bytes32
}

/// The contracts that follow blocks, for nodes that bring blocks and oracles that judge them.
public protocol LedgerContract: NumberedChain {
    /// The identity of the contracts.
    func identity() throws(SettlementError) -> ChainIdentity
    /// The progress of the contracts, at the chain's highest block.
    func progress() throws(SettlementError) -> ChainProgress
    /// The hash of a committed header; `nil` when no block of this number is committed.
    func headerHash(number: UInt64) throws(SettlementError) -> Bytes32?
    /// The sync hash up to a committed block; `nil` when none is committed.
    func syncHash(number: UInt64) throws(SettlementError) -> Bytes32?
    /// The oracles that confirm blocks on this chain.
    func oracles() throws(SettlementError) -> OracleSet
    /// The window of the first committed block that is not executed; `nil` when there is none.
    func commitWindow() throws(SettlementError) -> CommitWindow?
}

/// The contract that keeps tokens, for brokers and users.
public protocol CustodyContract: NumberedChain {
    /// The state of a payout's acceptance, by its payout hash.
    func acceptance(payoutHash: Bytes32) throws(SettlementError) -> PayoutAcceptance
    /// Whether a payout is executed; `nil` when the chain does not tell.
    func isExecuted(payoutHash: Bytes32) throws(SettlementError) -> Bool?
    /// The wait of a payout of this amount; `nil` when it does not wait.
    func wait(payoutHash: Bytes32, amount: UInt128) throws(SettlementError) -> PayoutWait?
    /// The sum of what waits for the limit of outflow in a token.
    func waiting(token: Bytes32) throws(SettlementError) -> UInt128
    /// The pending balance of an owner, in units of the token on the chain.
    func pending(owner: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128
    /// The balance of a holder in a token or the chain's native coin.
    func balance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128
    /// The custody of the contract in a token, pending balances included: what it accounts for, or
    /// what it holds if that is less.
    func custody(token: Bytes32) throws(SettlementError) -> UInt128
    /// The amount of an issued token that the contract has issued, pending balances included.
    func issued(token: Bytes32) throws(SettlementError) -> UInt128
    /// The fee of a queue entry that is queued now, in the smallest unit of the chain's coin.
    func queueFee() throws(SettlementError) -> UInt128
    /// The contract of a token on this chain; `nil` when it has none.
    func tokenContract(_ token: TokenID) throws(SettlementError) -> Bytes32?
    /// The decimals of a registered token on this chain; `nil` when the chain does not tell.
    func tokenDecimals(_ token: TokenID) throws(SettlementError) -> UInt8?
}

/// A settlement chain with the contracts of the network.
public typealias SettlementChain = FollowedChain & LedgerContract & CustodyContract

extension FollowedChain {
    /// No node: the chain is not read through several.
    public var missingNodes: [String] { [] }
}

extension LedgerContract {
    /// No window, for chains that never revert a committed block.
    public func commitWindow() throws(SettlementError) -> CommitWindow? { nil }
}

extension CustodyContract {
    /// No answer.
    public func isExecuted(payoutHash: Bytes32) throws(SettlementError) -> Bool? { nil }

    /// No wait, for chains without limits.
    public func wait(
        payoutHash: Bytes32, amount: UInt128
    ) throws(SettlementError) -> PayoutWait? { nil }

    /// Nothing, for chains without vouchers.
    public func issued(token: Bytes32) throws(SettlementError) -> UInt128 { 0 }

    /// Nothing, for chains whose queue is free.
    public func queueFee() throws(SettlementError) -> UInt128 { 0 }

    /// Nothing, for chains without limits.
    public func waiting(token: Bytes32) throws(SettlementError) -> UInt128 { 0 }

    /// No answer.
    public func tokenDecimals(_ token: TokenID) throws(SettlementError) -> UInt8? { nil }
}
