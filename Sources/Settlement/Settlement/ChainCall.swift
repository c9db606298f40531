public import Bytes
public import Ledger

/// A call of a chain's contract.
///
/// Token amounts are in the token's units on the chain.
public enum ChainCall: Equatable, Sendable {
    /// Brings tokens to an account of layer 2.
    case deposit(token: Bytes32, amount: UInt128, to: Owner, subAccount: SubAccount)
    /// Asks for a payout to the account's owner; `UInt128.max` for everything.
    case requestFullExit(
        account: AccountID, subAccount: SubAccount, token: Bytes32, amount: UInt128)
    /// Registers a trading key of the caller.
    case setKey(slot: KeySlot, publicKey: Bytes40, scopes: Scopes, expiry: UInt64)
    /// Swaps into a token of another chain; the minimum is in layer-2 units.
    case crossSwap(
        tokenIn: Bytes32, amount: UInt128, targetChain: ChainID, targetToken: TokenID,
        minimumOut: Amount, receiver: Bytes32, fallback: Bytes32, feeRate: UInt16, path: PoolPath)
    /// Prepays a payout; `value` is the prepayment when the token is the chain's own coin.
    case accept(payout: Payout, value: UInt128)
    /// Pays out what is pending.
    case claim(owner: Bytes32, token: Bytes32)
    /// Stores a block; the data are empty but on the data chain.
    case commit(header: [UInt8], payouts: [UInt8], data: [UInt8])
    /// Proves all blocks up to this one.
    case prove(last: UInt64, proof: [UInt8])
    /// Delivers the oracles' signatures.
    case confirm(number: UInt64, signatures: [[UInt8]])
    /// Executes the next blocks, given their payouts on this chain.
    case execute(payouts: [[UInt8]])
    /// Takes back all blocks after this one.
    case revertBlocks(to: UInt64)
    /// Closes the chain because the queue is overdue.
    case activateExodus
    /// Refunds the next queue entry in exodus.
    case refundEntry(operation: [UInt8])
    /// Allows the contract to take tokens from the caller.
    case approve(token: Bytes32, amount: UInt128)
    /// Sends tokens or coins to somebody.
    case transfer(token: Bytes32, to: Bytes32, amount: UInt128)
}

extension ChainCall {
    /// Whether the call may run code of whoever is paid by it.
    public var runsReceiver: Bool {
        switch self {
        case .accept, .claim: true
        default: false
        }
    }
}
