public import Ledger

/// The most that a client pays the network for an operation, whatever a node asks for.
public enum FeeLimit: Equatable, Sendable {
    /// An amount of the token that the fee is paid in.
    case amount(Amount)
    /// A share of what the operation moves in the fee's token, in parts of 10,000.
    ///
    /// No fee in another token is allowed: its value would be the node's word.
    case share(UInt16)

    /// One percent of what is moved.
    public static let standard = FeeLimit.share(100)

    /// Whether a fee is within the limit for an operation that moves these amounts.
    public func allows(_ fee: TokenQuantity, moving moved: [TokenQuantity]) -> Bool {
        switch self {
        case .amount(let limit): return fee.amount <= limit
        case .share(let parts):
            return moved.contains { quantity in
                let limit = Amount.floorOfProduct(
                    quantity.amount, Amount(UInt128(parts)), dividedBy: Amount(10_000))
                return quantity.token == fee.token && fee.amount <= limit ?? .zero
            }
        }
    }
}
