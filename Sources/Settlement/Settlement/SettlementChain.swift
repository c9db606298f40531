public import Bytes
public import Ledger

/// A settlement chain with one contract of the network on it, as a node shows it.
///
/// Calls block the calling thread and may be made from several threads.
public protocol SettlementChain: Sendable {
    /// The network's number of the chain.
    var chain: ChainID { get }
    /// How many blocks must follow a block before it counts.
    var confirmationDepth: UInt64 { get }

    /// The highest block; with two nodes the highest that both have.
    func head() throws(SettlementError) -> BlockReference
    /// One block with the contract's events; `unknownBlock` above the head.
    func block(number: UInt64) throws(SettlementError) -> ObservedBlock
    /// Blocks that are too old to be reorganised, both ends included.
    func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange
    /// The data of a block, read from the transaction that committed it here and checked against
    /// the header.
    func blockData(
        of commitment: BlockCommitment, at position: EventPosition
    ) throws(SettlementError) -> [UInt8]

    /// What the contract is.
    func identity() throws(SettlementError) -> ChainIdentity
    /// How far the contract has come, at its highest block.
    func progress() throws(SettlementError) -> ChainProgress
    /// The hash of a stored header, `nil` when no block of this number is stored.
    func headerHash(number: UInt64) throws(SettlementError) -> Bytes32?
    /// The chained hash up to a stored block, `nil` when none is stored.
    func syncHash(number: UInt64) throws(SettlementError) -> Bytes32?
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
    /// Who confirms blocks on this chain, and how many of them are needed.
    func oracles() throws(SettlementError) -> OracleSet
    /// The contract of a token on this chain, `nil` when it has none.
    func tokenContract(_ token: TokenID) throws(SettlementError) -> Bytes32?
    /// The decimal places of a registered token on this chain, `nil` when the chain does not know.
    func tokenDecimals(_ token: TokenID) throws(SettlementError) -> UInt8?
    /// The time left to the first stored block that is not executed, `nil` when there is none.
    func commitWindow() throws(SettlementError) -> CommitWindow?
}

/// One account that makes calls on a chain: nonces, fees and repetition are its own matter.
///
/// A class because it owns the account's nonces. Calls block; one thread at a time may use it.
public protocol SettlementAccount: AnyObject {
    /// The account's address.
    var address: Bytes32 { get }
    /// Accepts a call under an identifier that the caller never uses again; throws
    /// `wouldRevert` when the contract would refuse it now.
    func submit(id: UInt64, _ call: ChainCall) throws(SettlementError)
    /// Looks at the chain once and does what is due; returns what became of earlier calls.
    func poll(nowMilliseconds: UInt64) throws(SettlementError) -> [AccountReport]
    /// Identifiers of calls that are not finished.
    var unfinishedIDs: [UInt64] { get }
}

/// What became of a call.
public enum AccountReport: Equatable, Sendable {
    /// The call is on the chain, but may yet be reorganised away.
    case included(id: UInt64, TransactionInclusion)
    /// The inclusion has gone; the call is being sent again.
    case reorganised(id: UInt64)
    /// Another transaction took the nonce; the call is sent under a new one.
    case displaced(id: UInt64)
    /// Nothing better may be offered and the chain does not take what was.
    case stuck(id: UInt64)
    /// A node did not take the transaction.
    case refused(id: UInt64, message: String)
    /// The inclusion is final: succeeded, or reverted by the contract.
    case finished(id: UInt64, TransactionInclusion)
}
