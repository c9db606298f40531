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
    /// The highest fee to sign, whatever the node asks for; by default one whole token.
    public var feeLimit = Amount(1_000_000_000_000_000_000)

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
    /// result.
    public func submit(
        _ body: SignedBody, subAccount: SubAccount = SubAccount(0), nowSeconds: UInt64
    ) throws(ClientError) -> SubmitMethod.Result {
        let fee = try fee
        let next = try node.call(NextNonceMethod.self, .init(accountID: account, slot: slot))
        let operation = signed(
            SignedOperation(
                authorization: Authorization(
                    account: account, subAccount: subAccount, slot: slot, nonce: next.nonce,
                    validUntil: nowSeconds + validitySeconds),
                fee: TokenQuantity(fee?.token ?? TokenID(0), fee?.amount ?? .zero),
                body: body))
        return try submit(operation)
    }

    /// The first fee on the node's list within the limit; `nil` when the node asks for none.
    private var fee: MinimumFeeInfo? {
        get throws(ClientError) {
            if let fee = minimumFees.first(where: { $0.amount <= feeLimit }) { return fee }
            guard let least = minimumFees.first else { return nil }
            let asked = TokenAmount.format(least.amount)
            throw .refused(
                RequestFailure(
                    .feeTooLow,
                    "the node asks for \(asked) of token \(least.token.rawValue), more than the limit of \(TokenAmount.format(feeLimit))"
                ))
        }
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
