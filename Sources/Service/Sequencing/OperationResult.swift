public import Bytes
public import Ledger
public import Transition

/// The result of an operation in a block.
public enum OperationResult: Hashable, Sendable {
    /// The operation was applied.
    case applied(Receipt)
    /// A queue entry failed; its chain may owe a refund.
    case failed(Rejection, refund: ChainPayout?)

    /// The payout that the operation ordered; `nil` if there is none.
    public var payout: ChainPayout? {
        switch self {
        case .applied(.payout(let payout, _)): payout
        case .failed(_, let refund): refund
        case .applied: nil
        }
    }
}

/// The encoding: `0` and the receipt, or `1`, the rejection u8, and `0` or `1` with the refund.
extension OperationResult: FieldList {
    public init(placeholder: ()) { self = .applied(.done) }

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var (isFailed, receipt) = (UInt8(0), Receipt.done)
        var (rejection, isRefunded, payout) = (
            Rejection.malformed, UInt8(0), ChainPayout(placeholder: ())
        )
        switch self {
        case .applied(let applied): receipt = applied
        case .failed(let reason, let refund):
            (isFailed, rejection) = (1, reason)
            if let refund { (isRefunded, payout) = (1, refund) }
        }
        try visitor.visit(&isFailed)
        guard isFailed <= 1 else { throw visitor.failure(.invalidValue(field: "result")) }
        guard isFailed == 1 else {
            try visitor.visit(&receipt)
            self = .applied(receipt)
            return
        }
        try visitor.visit(code: &rejection, "rejection")
        try visitor.visit(&isRefunded)
        guard isRefunded <= 1 else { throw visitor.failure(.invalidValue(field: "refund")) }
        if isRefunded == 1 { try visitor.visit(&payout) }
        self = .failed(rejection, refund: isRefunded == 1 ? payout : nil)
    }
}
