import Network
import RpcApi

/// Status pages and documents of the node.
struct StatusPages: Sendable {
    let reports: ProcessReports
    let version: String
    /// The methods to list in the documents.
    let methods: [MethodDescription]

    func page(_ path: String) -> HTTPResponse {
        switch path {
        case "/live": .text("live\n")
        case "/ready":
            reports.isReady() ? .text("ready\n") : .text("not ready\n", status: 503)
        case "/health": .json(reports.health().wire)
        case "/metrics":
            HTTPResponse(
                contentType: "text/plain; version=0.0.4", body: Array(reports.metrics().utf8))
        case "/openapi.json": .json(OpenAPIDocument.node(version: version, methods: methods))
        case "/asyncapi.json": .json(AsyncAPIDocument.node(version: version, methods: methods))
        default: .text("not found\n", status: 404)
        }
    }
}
