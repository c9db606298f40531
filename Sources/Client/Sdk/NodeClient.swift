import Network
public import RpcApi

/// A client of a node with typed methods.
///
/// Calls block; several threads may use the client.
public struct NodeClient: Sendable {
    private let rpc: JSONRPCClient

    /// A client of the node at a URL.
    public init(url: String) {
        rpc = JSONRPCClient(url: url)
    }

    /// Calls a method and reads its result.
    public func call<M: Method>(
        _ method: M.Type, _ parameters: M.Parameters
    ) throws(ClientError) -> M.Result {
        let answer: JSON
        do {
            answer = try rpc.call(M.name, parameters.wire)
        } catch .remote(let error) {
            throw .refused(RequestFailure(error))
        } catch {
            throw .unknownOutcome(error)
        }
        do {
            return try M.result(answer)
        } catch {
            throw .malformedAnswer(method: M.name, error)
        }
    }

    /// Calls a method without parameters.
    public func call<M: Method>(_ method: M.Type) throws(ClientError) -> M.Result
    where M.Parameters == NoParameters {
        try call(method, NoParameters())
    }
}
