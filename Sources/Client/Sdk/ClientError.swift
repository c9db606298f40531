public import Ledger
public import Network
public import RpcApi
public import Settlement

/// Reasons why a client's request was not fulfilled.
public enum ClientError: Error, Sendable {
    /// The node refused; nothing was changed.
    case refused(RequestFailure)
    /// No readable answer arrived: whether the node fulfilled the request is unknown.
    case unknownOutcome(NetworkError)
    /// The node's answer does not have the published form.
    case malformedAnswer(method: String, RpcApiError)
    /// A chain refused the call or could not be reached.
    case chain(SettlementError)
    /// The transaction was included and reverted, or was displaced for good.
    case transactionFailed(hash: String)
    /// The network asks for a fee above the limit; nothing was signed.
    case feeAboveLimit(TokenQuantity)
    /// The event waited for did not happen in time; it still may.
    case timedOut(waitingFor: String)
}
