package import Network
import RpcApi
import Scheduling

/// The public interface: JSON-RPC over HTTP and WebSocket, and status pages.
///
/// Calls are worked on in fair turns of their connections; status pages are in memory and wait for
/// nothing. A class because the server's thread and the workers share it.
package final class Gateway: Sendable {
    private let parts: NodeApiParts
    private let submissions: Submissions
    private let pages: StatusPages
    private let service: JSONRPCService
    private let requestCount: Counter

    package init(_ parts: NodeApiParts) {
        self.parts = parts
        let overload = Overload(parts.metrics)
        requestCount = parts.metrics.counter(
            "zkl_node_requests_total", help: "Requests of all kinds.")
        let faults = FaultLog(startMilliseconds: parts.clock.nowMilliseconds, log: parts.log)
        submissions = Submissions(parts, faults: faults, overload: overload)
        let methods = NodeMethods(parts: parts, submissions: submissions, faults: faults).table
        let service = JSONRPCService(
            overloaded: { overload.counted(RequestFailure($0)).error },
            handler: { methods.call($0, $1, from: $2) })
        let calls = parts.metrics.gauge("zkl_node_calls", help: "Calls in progress.")
        pages = StatusPages(
            reports: parts.reports, version: parts.settings.version, methods: methods.descriptions,
            willRenew: { calls.set(Int64(service.callCount)) })
        self.service = service
    }

    /// Refuses further operations.
    package func close() { submissions.close() }

    /// Ends the threads; nothing is answered any more.
    package func stop() {
        service.stop()
        pages.stop()
    }

    /// Makes the status pages show the present state.
    package func renewPages() { pages.renew() }

    /// The handlers for the server.
    package var handlers: ServerHandlers {
        ServerHandlers(
            request: { [self] request, responder in receive(request, responder) },
            received: { [self] connection, message in
                requestCount.add()
                service.receive(message, from: connection)
            },
            closed: { [self] connection in
                // Not here: frames being published may hold the hub for a while.
                service.perform { [parts] in parts.hub.closed(connection) }
            },
            ended: { [self] caller in service.ended(caller) })
    }

    /// The handlers for a server of the status pages alone.
    package var statusHandlers: ServerHandlers {
        ServerHandlers(
            request: { [pages] request, responder in
                responder.respond(pages.response(to: request))
            },
            opened: { $0.close(code: 1008, reason: "status pages only") })
    }

    private func receive(_ request: HTTPRequest, _ responder: HTTPResponder) {
        requestCount.add()
        guard request.path == "/" else { return responder.respond(pages.response(to: request)) }
        switch request.method {
        case .post: service.receive(request, responder)
        case .options: responder.respond(.noContent)
        case .get, .head, .other: responder.respond(.methodNotAllowed("POST, OPTIONS"))
        }
    }
}
