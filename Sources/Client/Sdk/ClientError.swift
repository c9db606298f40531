public import Network
public import RpcApi
public import Settlement

/// Why a client's wish was not fulfilled.
public enum ClientError: Error, Sendable {
    /// The node refused; nothing was changed.
    case refused(Failure)
    /// No answer, or none that could be read: whether the node did it is unknown.
    case unknownOutcome(NetworkError)
    /// The node's answer is not of the published form.
    case malformedAnswer(method: String, RpcApiError)
    /// A chain refused or could not be reached.
    case chain(SettlementError)
    /// The transaction was included and reverted, or was displaced for good.
    case transactionFailed(hash: String)
    /// What was waited for did not happen in time; it may still.
    case timedOut(waitingFor: String)
}
