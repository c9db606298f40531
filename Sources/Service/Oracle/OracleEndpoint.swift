import Bytes
import Ledger
import Network
import RpcApi

/// The oracle's interface: two methods and the status pages.
struct OracleEndpoint: Sendable {
    private let status: OracleStatus
    private let methods: MethodTable
    private let metrics = Metrics()
    private let service: JSONRPCService
    private let version: String

    /// An endpoint for a status.
    init(status: OracleStatus, version: String) {
        self.status = status
        self.version = version
        let methods = Self.methods(status)
        self.methods = methods
        service = JSONRPCService(
            overloaded: { RequestFailure($0).error },
            handler: { methods.call($0, $1, from: $2) })
    }

    /// Ends the threads; nothing is answered any more.
    func stop() { service.stop() }

    private static func methods(_ status: OracleStatus) -> MethodTable {
        var methods = MethodTable()
        methods.on(OracleViewMethod.self) { _, reply in reply.succeed(status.view) }
        methods.on(OracleSignaturesMethod.self) { parameters, reply in
            guard let signatures = status.signatures(of: parameters.number) else {
                return reply.fail(
                    RequestFailure(.unknownObject, "nothing is signed for this block"))
            }
            reply.succeed(signatures)
        }
        return methods
    }

    var handlers: ServerHandlers {
        ServerHandlers(
            request: { request, responder in answer(request, responder) },
            opened: { $0.close(code: 1008, reason: "no subscriptions here") },
            ended: { service.ended($0) })
    }

    private func answer(_ request: HTTPRequest, _ responder: HTTPResponder) {
        guard request.path == "/" else { return responder.respond(response(to: request)) }
        switch request.method {
        case .post: service.receive(request, responder)
        case .options: responder.respond(.noContent)
        case .get, .head, .other: responder.respond(.methodNotAllowed("POST, OPTIONS"))
        }
    }

    /// The response to a request for a status page.
    private func response(to request: HTTPRequest) -> HTTPResponse {
        guard let page = page(request.path) else { return .text("not found\n", status: 404) }
        switch request.method {
        case .get, .head: return page
        case .options: return .noContent
        case .post, .other: return .methodNotAllowed("GET, HEAD, OPTIONS")
        }
    }

    private func page(_ path: String) -> HTTPResponse? {
        switch path {
        case "/live": return .text("ok\n")
        case "/ready":
            let isReady = status.health.status == .ok
            return .text(isReady ? "ok\n" : "not ready\n", status: isReady ? 200 : 503)
        case "/health": return .json(status.health.wire)
        case "/metrics": return .text(metricsText)
        case "/openapi.json":
            return .json(OpenAPIDocument.oracle(version: version, methods: methods.descriptions))
        default: return nil
        }
    }

    /// The metrics of the present status in the text format of Prometheus.
    private var metricsText: String {
        let view = status.view
        show("zkl_oracle_halted_state", "1 when nothing more is signed.", view.isHalted ? 1 : 0)
        show("zkl_oracle_alarms", "Raised alarms.", UInt64(view.alarms.count))
        show("zkl_oracle_signed_block", "Last block that was signed for.", view.signed)
        for chain in view.chains {
            let labels = [MetricLabel("chain", String(chain.chain.rawValue))]
            show("zkl_oracle_seen_height", "Last block read of a chain.", chain.seenBlock, labels)
            show(
                "zkl_oracle_committed_block", "Last block of the network on a chain.",
                chain.committed, labels)
        }
        return metrics.render()
    }

    private func show(
        _ name: String, _ help: String, _ value: UInt64, _ labels: [MetricLabel] = []
    ) {
        metrics.gauge(name, help: help, labels: labels).set(Int64(clamping: value))
    }
}
