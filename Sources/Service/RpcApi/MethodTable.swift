public import Network

/// The methods that a process serves, each with its handler, in the order of the documentation.
///
/// The published documents are made from the same table.
public struct MethodTable: Sendable {
    private struct Entry: Sendable {
        let description: MethodDescription
        let call: @Sendable (JSON, RPCResponder, CallOrigin?) throws(RpcApiError) -> Void
    }

    private var entries: [Entry] = []
    private var indices: [String: Int] = [:]

    /// A table without methods.
    public init() {}

    /// Registers a method, once; the handler may reply later and from any thread.
    public mutating func on<Called: Method>(
        _ method: Called.Type,
        _ handler: @escaping @Sendable (Called.Parameters, Reply<Called.Result>) -> Void
    ) {
        precondition(indices[Called.name] == nil, "\(Called.name) is registered already")
        indices[Called.name] = entries.count
        let call = {
            @Sendable (json: JSON, responder: RPCResponder, origin: CallOrigin?)
                throws(RpcApiError) in
            handler(
                try Called.parameters(json),
                Reply<Called.Result>(responder, origin: origin))
        }
        entries.append(Entry(description: Called.description, call: call))
    }

    /// Descriptions of all methods, for the documents.
    public var descriptions: [MethodDescription] { entries.map(\.description) }

    /// Passes a request to its method; refuses unknown names and parameters that do not fit.
    public func call(
        _ request: RPCRequest, _ responder: RPCResponder,
        from origin: CallOrigin? = nil
    ) {
        guard let index = indices[request.method] else {
            let failure = RequestFailure(.method, "there is no method of this name")
            return responder.fail(failure.error)
        }
        do throws(RpcApiError) {
            try entries[index].call(request.params, responder, origin)
        } catch {
            responder.fail(RequestFailure(error).error)
        }
    }
}

/// The receiver of the answer to a request; only the first outcome counts.
public struct Reply<Answer: WireValue>: Sendable {
    private let responder: RPCResponder
    private let origin: CallOrigin?

    init(_ responder: RPCResponder, origin: CallOrigin?) {
        (self.responder, self.origin) = (responder, origin)
    }

    /// The WebSocket that the request came over; `nil` over HTTP.
    public var connection: WebSocketConnection? { origin?.connection }

    /// Continues the call in a further turn of its connection, from any thread; drops the work if
    /// the connection is gone.
    public func resume(_ work: @escaping @Sendable () -> Void) {
        if let origin { origin.resume(work) } else { work() }
    }

    /// Answers with a result.
    public func succeed(_ answer: Answer) { responder.succeed(answer.wire) }

    /// Answers with a failure.
    public func fail(_ failure: RequestFailure) { responder.fail(failure.error) }
}
