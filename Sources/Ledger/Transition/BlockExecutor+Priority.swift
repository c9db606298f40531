import Bytes
import Ledger

extension BlockExecutor {
    mutating func execute(_ entry: PriorityEntry) throws(Rejection) -> PriorityReceipt {
        switch entry.operation {
        case .deposit(let body): try deposit(body, on: entry.chain)
        case .fullExit(let body): try fullExit(body, entry)
        case .setKey(let body): try setKey(body)
        case .crossSwap(let body): try crossSwap(body, entry)
        case .registerToken(let body): try registerToken(body, on: entry.chain)
        }
    }

    /// What the chain must give back of an entry that failed.
    mutating func refund(of entry: PriorityEntry) -> Payout? {
        let (token, amount): (TokenID, Amount)
        let receiver: Bytes32
        switch entry.operation {
        case .deposit(let body):
            guard body.owner.family == .evm else { return nil }
            (token, amount, receiver) = (body.token, body.amount, body.owner.address)
        case .crossSwap(let body):
            (token, amount, receiver) = (body.tokenIn, body.amount, body.fallback)
        case .fullExit, .setKey, .registerToken: return nil
        }
        guard let onChain = state.tokenOnChain(token, entry.chain) else { return nil }
        let units = amount.floorDivided(by: onChain.scale)
        guard !units.isZero else { return nil }
        return Payout(
            kind: .refund, account: .none, subAccount: entry.chain.rawValue, nonce: entry.index,
            receiver: receiver, token: token, chainAmount: units.units, fastFeeRate: 0)
    }

    private mutating func deposit(
        _ body: Deposit, on chain: ChainID
    ) throws(Rejection) -> PriorityReceipt {
        guard body.subAccount.isValid, !body.amount.isZero else { throw .malformed }
        guard let onChain = state.tokenOnChain(body.token, chain) else { throw .notFound }
        guard body.amount.isMultiple(of: onChain.scale) else { throw .malformed }
        let (account, isNew) = try state.accountOrNew(of: body.owner)
        try state.credit(account, body.subAccount, body.token, body.amount)
        try state.growReserve(chain, body.token, by: body.amount)
        return .deposited(to: account, isNew: isNew)
    }

    private mutating func fullExit(
        _ body: FullExit, _ entry: PriorityEntry
    ) throws(Rejection) -> PriorityReceipt {
        guard body.subAccount.isValid else { throw .malformed }
        let onChain = state.tokenOnChain(body.token, entry.chain)
        if let onChain, body.amount.units < UInt128(onChain.scale) { throw .malformed }
        guard let onChain, let owner = state.owner(of: body.account) else { throw .notFound }
        guard owner == body.caller else { throw .scope }
        let balance = state.balance(body.account, body.subAccount, body.token)
        guard balance.units >= UInt128(onChain.scale) else { throw .balance }
        let reserve = state.reserve(entry.chain, body.token)
        guard reserve.units >= UInt128(onChain.scale) else { throw .reserve }
        let units = min(balance, reserve, body.amount).floorDivided(by: onChain.scale)
        guard let debit = units.multiplied(by: onChain.scale) else { throw .overflow }
        try state.debit(body.account, body.subAccount, body.token, debit)
        try state.shrinkReserve(entry.chain, body.token, by: debit)
        let payout = Payout(
            kind: .fullExit, account: body.account, subAccount: body.subAccount.rawValue,
            nonce: entry.index, receiver: body.caller.address, token: body.token,
            chainAmount: units.units, fastFeeRate: 0)
        return .exited(debit: debit, payout)
    }

    private mutating func setKey(_ body: SetKey) throws(Rejection) -> PriorityReceipt {
        guard body.slot.isValid, body.scopes.isKnown else { throw .malformed }
        let (account, isNew) = try state.accountOrNew(of: body.caller)
        let nonces = state.key(account, body.slot)?.nonces ?? NonceWindow()
        let record = KeyRecord(
            publicKey: body.publicKey, scopes: body.scopes, expiry: body.expiry, nonces: nonces)
        state.write(.key(record), for: .key(account, body.slot))
        return .keySet(account, isNew: isNew)
    }

    private mutating func registerToken(
        _ body: RegisterToken, on chain: ChainID
    ) throws(Rejection) -> PriorityReceipt {
        guard body.token.rawValue > 0, !body.token.isShare,
            body.decimals <= LedgerLimits.decimals,
            let tokenClass = TokenClass(rawValue: body.tokenClass), tokenClass.isRegistrable
        else { throw .malformed }
        let key = RecordKey.tokenOnChain(body.token, chain)
        guard state.record(for: key) == nil else { throw .exists }
        if !state.hasToken(body.token) { state.write(.token(tokenClass), for: .token(body.token)) }
        let record = TokenOnChainRecord(contract: body.contract, decimals: body.decimals)
        state.write(.tokenOnChain(record), for: key)
        return .tokenRegistered
    }
}
