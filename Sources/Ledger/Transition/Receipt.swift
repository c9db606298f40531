public import Ledger

/// What a signed operation did.
public enum Receipt: Sendable, Equatable {
    /// Tokens moved to an account.
    case transferred(to: AccountID, isNew: Bool)
    /// A chain was told to pay; `debit` left the balance.
    case withdrawn(debit: Amount, chain: ChainID, Payout)
    /// A pool was opened; the caller got `shares`.
    case poolCreated(PoolID, shares: Amount)
    /// Liquidity went in.
    case liquidityAdded(PoolID, amountA: Amount, amountB: Amount, shares: Amount)
    /// Liquidity came out.
    case liquidityRemoved(PoolID, amountA: Amount, amountB: Amount, shares: Amount)
    /// Tokens were traded.
    case swapped(SwapQuote)
}

/// What became of a signed operation.
public enum Outcome: Sendable, Equatable {
    /// It is part of the block.
    case applied(Receipt)
    /// It left no trace.
    case rejected(Rejection)
    /// It left no trace, and may be applicable in the next block.
    case blockFull
}

/// What a priority operation did.
public enum PriorityReceipt: Sendable, Equatable {
    /// An account was credited.
    case deposited(to: AccountID, isNew: Bool)
    /// The chain was told to pay; `debit` left the balance.
    case exited(debit: Amount, Payout)
    /// A trading key was set.
    case keySet(AccountID, isNew: Bool)
    /// A chain was told to pay `amountOut`, less the dust that stayed.
    case crossSwapped(amountOut: Amount, chain: ChainID, Payout)
    /// A token's contract is known.
    case tokenRegistered
}

/// What became of a priority operation.
public enum PriorityOutcome: Sendable, Equatable {
    /// It is part of the block.
    case applied(PriorityReceipt)
    /// It is part of the block without effect, but that the chain may have been told to refund it.
    case failed(Rejection, refund: Payout?)
    /// It left no trace and belongs into the next block.
    case blockFull
    /// It left no trace: another entry of that chain comes first.
    case outOfOrder(expectedIndex: UInt64)
    /// It left no trace: the network does not have the chain.
    case unknownChain
}

/// Whether an executor verifies signatures.
public enum SignatureCheck: Sendable {
    /// Every signature is verified.
    case verify
    /// The caller has verified the signature with the key that the state holds.
    case checked
}
