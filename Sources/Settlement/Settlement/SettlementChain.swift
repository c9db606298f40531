public import Bytes
public import Ledger

/// A chain of the network, under its number there.
///
/// Calls of everything that conforms block the calling thread and may be made from several threads.
public protocol NumberedChain: Sendable {
    /// The network's number of the chain.
    var chain: ChainID { get }
}

/// A chain as those see it who follow its history.
public protocol FollowedChain: NumberedChain {
    /// How many blocks must follow a block before it counts.
    var confirmationDepth: UInt64 { get }

    /// The highest block; with two nodes the highest that both have.
    func head() throws(SettlementError) -> BlockReference
    /// One block with the contracts' events; `unknownBlock` above the head.
    func block(number: UInt64) throws(SettlementError) -> ObservedBlock
    /// Blocks that are too old to be reorganised, both ends included.
    func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange
    /// The data of a block, read from the transaction that committed it here and checked against
    /// the header.
    func blockData(
        of commitment: BlockCommitment, at position: EventPosition
    ) throws(SettlementError) -> [UInt8]
}

/// A chain's contracts as those see them who bring blocks there or judge them.
public protocol LedgerContract: NumberedChain {
    /// What the contracts are.
    func identity() throws(SettlementError) -> ChainIdentity
    /// How far the contracts have come, at the chain's highest block.
    func progress() throws(SettlementError) -> ChainProgress
    /// The hash of a stored header, `nil` when no block of this number is stored.
    func headerHash(number: UInt64) throws(SettlementError) -> Bytes32?
    /// The chained hash up to a stored block, `nil` when none is stored.
    func syncHash(number: UInt64) throws(SettlementError) -> Bytes32?
    /// Who confirms blocks on this chain, and how many of them are needed.
    func oracles() throws(SettlementError) -> OracleSet
    /// The time left to the first stored block that is not executed, `nil` when there is none.
    func commitWindow() throws(SettlementError) -> CommitWindow?
}

/// A chain's contracts as those see them who deal in its tokens.
public protocol CustodyContract: NumberedChain {
    /// Who prepaid a payout; `payoutHash` is that of the encodings.
    func acceptance(payoutHash: Bytes32) throws(SettlementError) -> PayoutAcceptance
    /// Whether a payout is executed, `nil` when the chain does not say.
    func isExecuted(payoutHash: Bytes32) throws(SettlementError) -> Bool?
    /// What an owner may claim.
    func pending(owner: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128
    /// What a holder has of a token or of the chain's own coin.
    func balance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128
    /// What the contract holds of a token for the network.
    func custody(token: Bytes32) throws(SettlementError) -> UInt128
    /// The contract of a token on this chain, `nil` when it has none.
    func tokenContract(_ token: TokenID) throws(SettlementError) -> Bytes32?
    /// The decimal places of a registered token on this chain, `nil` when the chain does not know.
    func tokenDecimals(_ token: TokenID) throws(SettlementError) -> UInt8?
}

/// A settlement chain with the contracts of the network on it, as a node shows it.
public typealias SettlementChain = FollowedChain & LedgerContract & CustodyContract

extension LedgerContract {
    /// A chain that keeps what it stores has no window.
    public func commitWindow() throws(SettlementError) -> CommitWindow? { nil }
}

extension CustodyContract {
    /// A chain that does not say.
    public func isExecuted(payoutHash: Bytes32) throws(SettlementError) -> Bool? { nil }

    /// A chain that does not know.
    public func tokenDecimals(_ token: TokenID) throws(SettlementError) -> UInt8? { nil }
}
