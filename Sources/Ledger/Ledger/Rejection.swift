/// Why an operation is not applied, in the order in which the reasons are judged.
public enum Rejection: UInt8, Error, Hashable, Sendable, CaseIterable {
    /// A field is out of its range or fields contradict each other.
    case malformed = 1
    /// An account, key, token, chain or pool that it names does not exist.
    case notFound = 2
    /// What it would create is there already.
    case exists = 3
    /// It, or its key, is no longer valid at the block's time.
    case expired = 4
    /// The signature does not verify.
    case badSignature = 5
    /// The key, or the caller, may not do this.
    case scope = 6
    /// The nonce was used before.
    case nonceUsed = 7
    /// The nonce is too far ahead.
    case nonceOutOfWindow = 8
    /// The sub-account holds too little.
    case balance = 9
    /// The chain's contract holds too little.
    case reserve = 10
    /// The result is worse than the stated limit.
    case slippage = 11
    /// A debt ceiling would be passed.
    case ceiling = 12
    /// The rule is paused.
    case paused = 13
    /// A price that it needs is too old.
    case stalePrice = 14
    /// A number would not fit.
    case overflow = 15

    /// The stable name that interfaces report.
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
        }
    }
}
