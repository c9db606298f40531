import Dispatch
package import Network
import RpcApi
import Scheduling
import Synchronization

/// The public interface: JSON-RPC over HTTP and WebSocket, and status pages.
///
/// A few worker threads handle requests; the server's thread only queues them. A class because
/// these threads share it.
package final class Gateway: Sendable {
    private let parts: NodeApiParts
    private let dispatcher = JSONRPCDispatcher()
    private let workers = DispatchQueue(label: "zkl-requests", attributes: .concurrent)
    private let submissions: Submissions
    private let methods: MethodTable
    private let pages: StatusPages
    private let waiting = Atomic<Int>(0)
    private let requestCount: Counter
    private let overload: Overload

    package init(_ parts: NodeApiParts) {
        self.parts = parts
        overload = Overload(parts.metrics)
        requestCount = parts.metrics.counter(
            "zkl_node_requests_total", help: "Requests of all kinds.")
        let faults = FaultLog(startMilliseconds: parts.clock.nowMilliseconds, log: parts.log)
        submissions = Submissions(parts, faults: faults, overload: overload)
        methods =
            NodeMethods(
                parts: parts, submissions: submissions, faults: faults, workers: workers
            ).table
        pages = StatusPages(
            reports: parts.reports, version: parts.settings.version,
            methods: methods.descriptions)
    }

    /// Refuses further operations.
    package func close() { submissions.close() }

    /// The handlers for the server.
    package var handlers: ServerHandlers {
        ServerHandlers(
            request: { [self] request, responder in receive(request, responder) },
            received: { [self] connection, message in
                enqueue(message, from: connection) {
                    if let answer = $0 { connection.send(answer) }
                }
            },
            closed: { [self] connection in parts.hub.closed(connection) })
    }

    private func receive(_ request: HTTPRequest, _ responder: HTTPResponder) {
        switch (request.method, request.path) {
        case (.post, "/"):
            enqueue(request.body, from: nil) { answer in
                responder.respond(
                    HTTPResponse(status: answer == nil ? 204 : 200, body: answer ?? []))
            }
        case (.options, _): responder.respond(HTTPResponse(status: 204, body: []))
        case (.get, let path):
            workers.async { [pages] in responder.respond(pages.page(path)) }
        case (.post, _): responder.respond(.text("not found\n", status: 404))
        }
    }

    /// Queues a body for the workers; refuses it when too many wait.
    private func enqueue(
        _ body: [UInt8], from connection: WebSocketConnection?,
        answer: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        requestCount.add()
        guard waiting.add(1, ordering: .relaxed).newValue <= NodeApiLimits.waitingRequests else {
            waiting.subtract(1, ordering: .relaxed)
            dispatcher.dispatch(
                body,
                handler: { [overload] _, responder in responder.fail(overload.failure.error) },
                completion: answer)
            return
        }
        workers.async { [self] in
            dispatcher.dispatch(
                body,
                handler: { [methods] request, responder in
                    methods.call(request, responder, from: connection)
                },
                completion: answer)
            waiting.subtract(1, ordering: .relaxed)
        }
    }
}
