public import Ledger
public import Network

/// Reasons why a request fails; each has one code.
public enum FailureReason: String, WireEnum {
    /// Not JSON.
    case parse = "parse_error"
    /// Not a JSON-RPC 2.0 request.
    case request = "invalid_request"
    /// More calls than a batch may have.
    case batchTooLarge = "batch_too_large"
    /// An answer left out of a batch because the answers are too long together.
    case answerTooLarge = "answer_too_large"
    /// An unknown method.
    case method = "method_not_found"
    /// Parameters that the method does not take.
    case parameters = "invalid_params"
    /// A fault of the node; its log has the id.
    case `internal` = "internal_error"
    /// Rejections of the ledger.
    case malformed, notFound, exists, expired, badSignature, scope, nonceUsed, nonceOutOfWindow
    /// Further rejections of the ledger.
    case balance, reserve, slippage, ceiling, paused, stalePrice, overflow, collateral
    /// Nothing was done; try again later.
    case overloaded
    /// The node is starting or stopping.
    case notReady
    /// The object asked for does not exist.
    case unknownObject
    /// The fee is below the node's minimum.
    case feeTooLow
    /// The address that the operation names could never use what it receives.
    case unpayable
    /// A chain and the ledger disagree: nothing was done; the message names the alarm.
    case halted

    /// The reason of a rejection.
    public init(_ rejection: Rejection) {
        self =
            switch rejection {
            case .malformed: .malformed
            case .notFound: .notFound
            case .exists: .exists
            case .expired: .expired
            case .badSignature: .badSignature
            case .scope: .scope
            case .nonceUsed: .nonceUsed
            case .nonceOutOfWindow: .nonceOutOfWindow
            case .balance: .balance
            case .reserve: .reserve
            case .slippage: .slippage
            case .ceiling: .ceiling
            case .paused: .paused
            case .stalePrice: .stalePrice
            case .overflow: .overflow
            case .collateral: .collateral
            }
    }

    /// The ledger's rejection that the reason names; `nil` for other reasons.
    public var rejection: Rejection? { Rejection.allCases.first { FailureReason($0) == self } }

    /// The JSON-RPC error code.
    public var code: Int {
        if let rejection { return -32_000 - Int(rejection.rawValue) }
        return switch self {
        case .parse: -32_700
        case .request, .batchTooLarge, .answerTooLarge: -32_600
        case .method: -32_601
        case .parameters: -32_602
        case .overloaded: -32_050
        case .notReady: -32_051
        case .unknownObject: -32_052
        case .feeTooLow: -32_053
        case .halted: -32_054
        case .unpayable: -32_055
        case .internal, .malformed, .notFound, .exists, .expired, .badSignature, .scope, .nonceUsed,
            .nonceOutOfWindow, .balance, .reserve, .slippage, .ceiling, .paused, .stalePrice,
            .overflow, .collateral:
            -32_603
        }
    }
}

/// An error answer.
public struct RequestFailure: Error, Hashable, Sendable {
    /// The reason.
    public let reason: FailureReason
    /// A sentence for the caller.
    public let message: String
    /// The id of the fault in the node's log.
    public let id: String?
    /// The time after which to try again.
    public let retryAfterMilliseconds: UInt64?

    public init(
        _ reason: FailureReason, _ message: String, id: String? = nil,
        retryAfterMilliseconds: UInt64? = nil
    ) {
        self.reason = reason
        self.message = message
        self.id = id
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// The failure of calls beyond a limit of those in progress.
    public init(_ refusal: CallRefusal) {
        let whose =
            switch refusal {
            case .connection: "this connection"
            case .address: "this address"
            case .total: "all clients"
            }
        self.init(
            .overloaded, "too many calls of \(whose) are in progress: nothing was done",
            retryAfterMilliseconds: 100)
    }

    /// The failure for parameters that a method does not take.
    public init(_ error: RpcApiError) {
        self.init(.parameters, error.message)
    }

    /// The failure for a rejection of the ledger.
    public init(_ rejection: Rejection) {
        let reason = FailureReason(rejection)
        self.init(reason, "the ledger refuses it: \(reason.rawValue)")
    }

    /// The JSON-RPC error code.
    public var code: Int { reason.code }

    /// The JSON-RPC error object.
    public var error: RPCError {
        var details = JSONObject()
        details["id"] = id.map { .string($0) }
        details["retryAfterMs"] = retryAfterMilliseconds.map { .integer($0) }
        return RPCError(
            code: code, reason: reason.rawValue, message: message, details: details)
    }

    /// Reads an error object; an unknown reason becomes `internal`.
    public init(_ error: RPCError) {
        let named = error.reason.flatMap { FailureReason(rawValue: $0) }
        self.init(
            named ?? FailureReason.allCases.first { $0.code == error.code } ?? .internal,
            error.message,
            id: error.data?["id"]?.stringValue,
            retryAfterMilliseconds: error.data?["retryAfterMs"]?.integerValue())
    }
}
