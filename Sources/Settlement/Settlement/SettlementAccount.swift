public import Bytes

/// An account that makes calls on a chain and handles nonces, fees and repetition.
///
/// A class because it owns the account's nonces. Calls block; one thread at a time may use it.
public protocol SettlementAccount: AnyObject {
    /// The account's address.
    var address: Bytes32 { get }
    /// Accepts a call under an identifier that the caller never uses again.
    ///
    /// Throws `wouldRevert` when the contract would refuse it now.
    func submit(id: UInt64, _ call: ChainCall) throws(SettlementError)
    /// Approves the contract's use of tokens of this account, under an identifier as in `submit`.
    ///
    /// Returns `false` when nothing was sent, because the chain or the token needs no approval.
    func allow(id: UInt64, spending amount: UInt128, of token: Bytes32) throws(SettlementError)
        -> Bool
    /// Reads the chain once, does what is due, and returns news of earlier calls.
    func poll(nowMilliseconds: UInt64) throws(SettlementError) -> [AccountReport]
    /// Identifiers of calls that are not finished.
    var unfinishedIDs: [UInt64] { get }
}

/// News of a call.
public enum AccountReport: Equatable, Sendable {
    /// The call is on the chain, but may yet be reorganised away.
    case included(id: UInt64, TransactionInclusion)
    /// The inclusion was reorganised away; the call is being sent again.
    case reorganised(id: UInt64)
    /// Another transaction took the nonce; the call will be sent under a new one.
    case displaced(id: UInt64)
    /// The fee limit is reached, and the chain does not include the transaction.
    case stuck(id: UInt64)
    /// A node refused the transaction.
    case refused(id: UInt64, message: String)
    /// The inclusion is final: succeeded, or reverted by the contract.
    case finished(id: UInt64, TransactionInclusion)
}
