public import Ledger
public import RpcApi
import Signatures
public import Transition
import WalletSignatures

/// Signs operations of one account with one trading key and submits them.
public struct Trader: Sendable {
    private let node: NodeClient
    private let network: NetworkID
    private let key: SchnorrSecretKey
    private let minimumFees: [MinimumFeeInfo]
    /// The account.
    public let account: AccountID
    /// The slot of the trading key.
    public let slot: KeySlot
    /// The validity of a signature in seconds; afterwards the operation cannot be applied.
    public var validitySeconds: UInt64 = 300
    /// The highest fee to sign, whatever the node asks for.
    public var feeLimit = FeeLimit.standard
    /// The token to pay fees in; `nil` for one that the operation moves, where the node takes it.
    public var feeToken: TokenID?

    /// Finds the wallet's account and checks that its trading key is registered in the slot.
    ///
    /// A node of another network is refused, because what is signed for it would be valid there.
    public init(
        wallet: Wallet, slot: KeySlot = KeySlot(0), node: NodeClient, network expected: NetworkID
    ) throws(ClientError) {
        let network = try node.call(NetworkMethod.self)
        guard network.networkID == expected else {
            throw .refused(
                RequestFailure(
                    .parameters,
                    "the node serves network \(network.networkID.rawValue), not \(expected.rawValue)"
                ))
        }
        let info = try node.call(AccountMethod.self, .init(owner: wallet.key.address))
        let key = wallet.tradingKey(network: network.networkID, slot: slot)
        guard info.keys.contains(where: { $0.slot == slot && $0.publicKey == key.publicKey }) else {
            throw .refused(
                RequestFailure(
                    .notFound,
                    "the wallet's trading key is not registered in slot \(slot.rawValue): 'zklink register-key'"
                ))
        }
        (self.node, self.network, self.key) = (node, network.networkID, key)
        (account, self.slot, minimumFees) = (info.accountID, slot, network.minimumFees)
    }

    /// Signs with the next nonce and submits; returns when the operation is durable on the node.
    ///
    /// When the connection breaks, the same bytes are sent again: the node answers the first
    /// result. A nonce that another process used meanwhile is replaced by the next one. `market`
    /// gives the amounts behind liquidity operations, to which the fee is compared. Throws
    /// `feeAboveLimit` before anything is signed.
    public func submit(
        _ body: SignedBody, subAccount: SubAccount = SubAccount(0), market: Market = .empty,
        nowSeconds: UInt64
    ) throws(ClientError) -> SubmitMethod.Result {
        let fee = try fee(moving: market.amounts(of: body))
        for _ in 1..<Self.nonceTryLimit {
            do {
                return try submitOnce(body, subAccount, fee, nowSeconds)
            } catch .refused(let failure) where failure.reason == .nonceUsed {
                continue
            }
        }
        return try submitOnce(body, subAccount, fee, nowSeconds)
    }

    /// Tries with nonces that other processes use first, before the refusal is passed on.
    private static let nonceTryLimit = 32

    private func submitOnce(
        _ body: SignedBody, _ subAccount: SubAccount, _ fee: TokenQuantity, _ nowSeconds: UInt64
    ) throws(ClientError) -> SubmitMethod.Result {
        let next = try node.call(NextNonceMethod.self, .init(accountID: account, slot: slot))
        let operation = signed(
            SignedOperation(
                authorization: Authorization(
                    account: account, subAccount: subAccount, slot: slot, nonce: next.nonce,
                    validUntil: nowSeconds + validitySeconds),
                fee: fee, body: body))
        return try submit(operation)
    }

    /// The fee to pay; zero when the node asks for none.
    ///
    /// It is in `feeToken`, else in a token that is moved, else the first of the node's list within
    /// the limit. Throws `feeAboveLimit`.
    public func fee(moving moved: [TokenQuantity]) throws(ClientError) -> TokenQuantity {
        let asked = minimumFees.map { TokenQuantity($0.token, $0.amount) }
        guard !asked.isEmpty else { return TokenQuantity(TokenID(0), .zero) }
        let isMoved = { (fee: TokenQuantity) in moved.contains { $0.token == fee.token } }
        let choice =
            feeToken.map { token in asked.filter { $0.token == token } }
            ?? asked.filter(isMoved) + asked.filter { !isMoved($0) }
        guard let first = choice.first else {
            throw .refused(
                RequestFailure(
                    .parameters,
                    "the node takes no fee in token \(feeToken?.rawValue ?? 0): 'zklink network' lists them"
                ))
        }
        guard let fee = choice.first(where: { feeLimit.allows($0, moving: moved) }) else {
            throw .feeAboveLimit(first)
        }
        return fee
    }

    /// The operation with a signature of this trader's key.
    public func signed(_ operation: SignedOperation) -> SignedOperation {
        var operation = operation
        operation.signature = key.sign(message: operation.signingMessage(network: network))
        return operation
    }

    private func submit(_ operation: SignedOperation) throws(ClientError) -> SubmitMethod.Result {
        let parameters = SubmitMethod.Parameters(operation: operation.encoded)
        do {
            return try node.call(SubmitMethod.self, parameters)
        } catch .unknownOutcome {
            return try node.call(SubmitMethod.self, parameters)
        } catch {
            throw error
        }
    }
}
