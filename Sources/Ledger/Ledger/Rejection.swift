/// Reasons why an operation is not applied, in the order in which they are judged; `collateral`
/// before `overflow`.
public enum Rejection: UInt8, Error, Hashable, Sendable, CaseIterable {
    /// A field is out of range, or fields contradict each other.
    case malformed = 1
    /// An account, key, token, chain or pool that the operation names does not exist.
    case notFound = 2
    /// A record that the operation would create exists.
    case exists = 3
    /// The operation or its key is no longer valid at the block's time.
    case expired = 4
    /// The signature does not verify.
    case badSignature = 5
    /// The key or the caller may not do this.
    case scope = 6
    /// The nonce was used before.
    case nonceUsed = 7
    /// The nonce is beyond the window of the key.
    case nonceOutOfWindow = 8
    /// The balance of the sub-account is too small.
    case balance = 9
    /// The reserve of the chain is too small.
    case reserve = 10
    /// The result is worse than the stated limit.
    case slippage = 11
    /// A debt ceiling would be passed.
    case ceiling = 12
    /// The rule is paused.
    case paused = 13
    /// A price that the operation needs is too old.
    case stalePrice = 14
    /// A result does not fit 128 bits, or numbers of accounts or pools are used up.
    case overflow = 15
    /// The collateral of a vault is worth too little for its debt, or too much to be liquidated; or the
    /// debt would be too small.
    case collateral = 16

    /// The name in interfaces.
    public var reason: String {
        switch self {
        case .malformed: "malformed"
        case .notFound: "notFound"
        case .exists: "exists"
        case .expired: "expired"
        case .badSignature: "badSignature"
        case .scope: "scope"
        case .nonceUsed: "nonceUsed"
        case .nonceOutOfWindow: "nonceOutOfWindow"
        case .balance: "balance"
        case .reserve: "reserve"
        case .slippage: "slippage"
        case .ceiling: "ceiling"
        case .paused: "paused"
        case .stalePrice: "stalePrice"
        case .overflow: "overflow"
        case .collateral: "collateral"
        }
    }
}
