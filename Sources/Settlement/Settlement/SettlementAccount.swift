public import Bytes

/// One account that makes calls on a chain: nonces, fees and repetition are its own matter.
///
/// A class because it owns the account's nonces. Calls block; one thread at a time may use it.
public protocol SettlementAccount: AnyObject {
    /// The account's address.
    var address: Bytes32 { get }
    /// Accepts a call under an identifier that the caller never uses again; throws
    /// `wouldRevert` when the contract would refuse it now.
    func submit(id: UInt64, _ call: ChainCall) throws(SettlementError)
    /// Lets the contract take tokens of this account, by a call under this identifier; `false`
    /// when nothing was sent, because the chain or the token needs no such call.
    func allow(id: UInt64, spending amount: UInt128, of token: Bytes32) throws(SettlementError)
        -> Bool
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
