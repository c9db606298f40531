import Bytes
import Ledger

// The order of the checks is that of docs/protocol/transition.md.
extension BlockExecutor {
    mutating func execute(
        _ operation: SignedOperation, signature check: SignatureCheck
    ) throws(Rejection) -> Receipt {
        guard operation.subAccount.isValid, operation.slot.isValid else { throw .malformed }
        try checkForm(operation)
        guard let owner = state.owner(of: operation.account),
            let key = state.key(operation.account, operation.slot),
            operation.fee.isZero || state.hasToken(operation.feeToken)
        else { throw .notFound }
        try checkExistence(operation.body)
        try checkKey(key, operation, owner: owner, signature: check)
        let (account, subAccount) = (operation.account, operation.subAccount)
        try state.debit(account, subAccount, operation.feeToken, operation.fee)
        let receipt = try executeBody(operation)
        try state.creditFees(operation.feeToken, operation.fee)
        var used = key
        used.nonces.use(operation.nonce)
        state.write(.key(used), for: .key(account, operation.slot))
        return receipt
    }

    private mutating func executeBody(
        _ operation: SignedOperation
    ) throws(Rejection) -> Receipt {
        switch operation.body {
        case .transfer(let body): try transfer(body, operation)
        case .withdraw(let body): try withdraw(body, operation)
        case .createPool(let body): try createPool(body, operation)
        case .addLiquidity(let body): try addLiquidity(body, operation)
        case .removeLiquidity(let body): try removeLiquidity(body, operation)
        case .swap(let body): try swap(body, operation)
        }
    }

    /// Reasons 4 to 8: time, signature, scope, nonce.
    private mutating func checkKey(
        _ key: KeyRecord, _ operation: SignedOperation, owner: Owner,
        signature check: SignatureCheck
    ) throws(Rejection) {
        guard operation.validUntil >= timestamp, key.expiry == 0 || key.expiry >= timestamp else {
            throw .expired
        }
        if case .verify = check {
            guard keys.verify(operation, key: key.publicKey, network: network) else {
                throw .badSignature
            }
        }
        guard !key.scopes.isDisjoint(with: scopes(for: operation.body, owner: owner)) else {
            throw .scope
        }
        if let rejection = key.nonces.rejection(of: operation.nonce) { throw rejection }
    }

    /// The scopes any one of which suffices.
    private func scopes(for body: SignedBody, owner: Owner) -> Scopes {
        switch body {
        case .transfer: return .transfer
        case .withdraw(let body):
            let isOwn = owner.family == .evm && owner.address == body.receiver
            return isOwn ? [.withdrawToOwner, .withdrawToAny] : .withdrawToAny
        case .createPool, .addLiquidity, .removeLiquidity, .swap: return .trade
        }
    }
}

extension BlockExecutor {
    /// Reason 1.
    private mutating func checkForm(_ operation: SignedOperation) throws(Rejection) {
        switch operation.body {
        case .transfer(let body):
            guard !body.amount.isZero, body.destinationSubAccount.isValid else {
                throw .malformed
            }
            guard
                body.destinationSubAccount != operation.subAccount
                    || account(of: body.destination) != operation.account
            else { throw .malformed }
        case .withdraw(let body):
            guard !body.amount.isZero, body.fastFeeRate <= LedgerLimits.maximumFastFeeRate else {
                throw .malformed
            }
            if let onChain = state.tokenOnChain(body.token, body.chain),
                body.amount.units < UInt128(onChain.scale)
            {
                throw .malformed
            }
        case .createPool(let body):
            guard body.tokenA < body.tokenB, body.feeRate <= LedgerLimits.maximumFeeRate,
                !body.amountA.isZero, !body.amountB.isZero
            else { throw .malformed }
        case .addLiquidity(let body):
            guard !body.maximumA.isZero, !body.maximumB.isZero else { throw .malformed }
        case .removeLiquidity(let body):
            guard !body.shares.isZero else { throw .malformed }
        case .swap(let body):
            let exact = body.kind == .exactIn ? body.amountIn : body.amountOut
            guard !exact.isZero, body.path.count > 0, !body.path.hasRepetition else {
                throw .malformed
            }
        }
    }

    private mutating func account(of destination: Destination) -> AccountID? {
        switch destination {
        case .account(let account): account
        case .owner(let owner): state.account(of: owner)
        }
    }

    /// Reasons 2 and 3.
    private mutating func checkExistence(_ body: SignedBody) throws(Rejection) {
        switch body {
        case .transfer(let body):
            guard state.hasToken(body.token) else { throw .notFound }
            if case .account(let account) = body.destination {
                guard state.owner(of: account) != nil else { throw .notFound }
            }
        case .withdraw(let body):
            guard place(of: body.chain) != nil,
                state.tokenOnChain(body.token, body.chain) != nil
            else { throw .notFound }
        case .createPool(let body):
            guard state.hasToken(body.tokenA), state.hasToken(body.tokenB) else {
                throw .notFound
            }
            let pair = RecordKey.pair(body.kind, body.tokenA, body.tokenB)
            guard state.record(for: pair) == nil else { throw .exists }
        case .addLiquidity(let body):
            guard state.pool(body.pool) != nil else { throw .notFound }
        case .removeLiquidity(let body):
            guard state.pool(body.pool) != nil else { throw .notFound }
        case .swap(let body):
            _ = try route(body.path, from: body.tokenIn)
        }
    }

    /// The route of a path that is not empty.
    mutating func route(
        _ path: PoolPath, from tokenIn: TokenID
    ) throws(Rejection) -> SwapRoute {
        try SwapRoute(path, from: tokenIn) { state.pool($0) }
    }
}
