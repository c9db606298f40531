import Network
import RpcApi
import Scheduling
import Synchronization

/// Status pages and documents of the node, kept in memory.
///
/// A thread of their own renews what changes, so a page waits neither for calls nor for what the
/// parts of the node are doing. A class because that thread and the servers share it.
final class StatusPages: Sendable {
    private let reports: ProcessReports
    private let willRenew: @Sendable () -> Void
    private let documents: [String: HTTPResponse]
    private let reported: Mutex<[String: HTTPResponse]>
    private let thread = RepeatingThread()

    /// Starts the thread; `willRenew` is called on it before the pages are made.
    init(
        reports: ProcessReports, version: String, methods: [MethodDescription],
        willRenew: @escaping @Sendable () -> Void
    ) {
        self.reports = reports
        self.willRenew = willRenew
        documents = [
            "/live": .text("live\n"),
            "/openapi.json": .json(OpenAPIDocument.node(version: version, methods: methods)),
            "/asyncapi.json": .json(AsyncAPIDocument.node(version: version, methods: methods)),
        ]
        reported = Mutex([:])
        renew()
        thread.start("zkl-status") { [weak self] in
            self?.renew()
            return .milliseconds(NodeApiLimits.statusMilliseconds)
        }
    }

    deinit { thread.cancel() }

    /// Ends the thread: pages stay as they are.
    func stop() { thread.stop() }

    /// Makes the pages of the present state.
    func renew() {
        willRenew()
        let metrics = HTTPResponse(
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: Array(reports.metrics().utf8))
        let health = HTTPResponse.json(reports.health().wire)
        reported.withLock { $0 = ["/metrics": metrics, "/health": health] }
    }

    /// The response to a request for a page.
    func response(to request: HTTPRequest) -> HTTPResponse {
        guard let page = page(request.path) else { return .text("not found\n", status: 404) }
        switch request.method {
        case .get, .head: return page
        case .options: return .noContent
        case .post, .other: return .methodNotAllowed("GET, HEAD, OPTIONS")
        }
    }

    private func page(_ path: String) -> HTTPResponse? {
        if path == "/ready" {
            return reports.unreadyReason().map { .text("not ready: \($0)\n", status: 503) }
                ?? .text("ready\n")
        }
        return documents[path] ?? reported.withLock { $0[path] }
    }
}
