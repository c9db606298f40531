import Bytes
package import Ledger
package import Signatures
package import Transition

/// A user with a wallet address and a trading key in slot 0, who signs in order of nonces.
package struct Trader: Sendable {
    package static let network = NetworkID(77)
    package static let chain = ChainID(1)
    package static let token = TokenID(2)
    package static let otherToken = TokenID(3)

    package let owner: ChainAddress
    package let key: SchnorrSecretKey
    package var account = AccountID(0)
    package var nonce: UInt32 = 0

    package init(_ number: UInt8) {
        owner = ChainAddress(evm: Bytes20 { _ in number })
        key = SchnorrSecretKey(seed: Bytes32 { _ in number })
    }

    /// The queue entry that registers the key.
    package var registration: PriorityOperation {
        .setKey(
            SetKey(
                caller: owner, slot: KeySlot(0), publicKey: key.publicKey, scopes: .all,
                expiry: 0))
    }

    /// The queue entry of a deposit.
    package func deposit(_ amount: UInt128, token: TokenID = Trader.token) -> PriorityOperation {
        .deposit(
            Deposit(
                token: token, amount: Amount(amount), owner: owner, subAccount: SubAccount(0)))
    }

    /// Signs a body with the next nonce.
    package mutating func sign(
        _ body: SignedBody, nonce chosen: UInt32? = nil, validUntil: UInt64 = 1 << 40
    ) -> SignedOperation {
        var operation = SignedOperation(
            authorization: Authorization(
                account: account, subAccount: SubAccount(0), slot: KeySlot(0),
                nonce: chosen ?? nonce, validUntil: validUntil),
            fee: TokenQuantity(TokenID(0), .zero),
            body: body)
        if chosen == nil { nonce += 1 }
        operation.signature = key.sign(
            message: operation.signingMessage(network: Trader.network))
        return operation
    }

    package mutating func transfer(
        _ amount: UInt128, to other: AccountID, nonce: UInt32? = nil
    ) -> SignedOperation {
        sign(
            .transfer(
                Transfer(
                    token: Trader.token, amount: Amount(amount), destination: .account(other),
                    destinationSubAccount: SubAccount(0))), nonce: nonce)
    }

    package mutating func withdraw(_ amount: UInt128, chain: ChainID = Trader.chain)
        -> SignedOperation
    {
        sign(
            .withdraw(
                Withdraw(
                    token: Trader.token, amount: Amount(amount), minimum: .zero, chain: chain,
                    receiver: owner, fastFeeRate: 0)))
    }
}
