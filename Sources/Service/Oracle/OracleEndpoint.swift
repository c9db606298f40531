import Bytes
import Ledger
import Network
import RpcApi

/// The oracle's interface: three methods and the health routes.
struct OracleEndpoint: Sendable {
    private let book: OracleBook
    private let attest: @Sendable (Bytes32) -> [UInt8]
    private let dispatcher = JSONRPCDispatcher()

    init(book: OracleBook, attest: @escaping @Sendable (Bytes32) -> [UInt8]) {
        self.book = book
        self.attest = attest
    }

    var handlers: ServerHandlers {
        ServerHandlers(
            request: { request, responder in answer(request, responder) },
            opened: { $0.close(code: 1008, reason: "no subscriptions here") },
            received: { _, _ in }, closed: { _ in })
    }

    private func answer(_ request: HTTPRequest, _ responder: HTTPResponder) {
        switch (request.method, request.path) {
        case (.post, "/"):
            dispatcher.dispatch(request.body, handler: call) { body in
                responder.respond(HTTPResponse(status: body == nil ? 204 : 200, body: body ?? []))
            }
        case (.get, "/live"): responder.respond(.text("ok\n"))
        case (.get, "/ready"):
            let isReady = book.health.status == .ok
            responder.respond(.text(isReady ? "ok\n" : "not ready\n", status: isReady ? 200 : 503))
        case (.get, "/health"): responder.respond(.json(book.health.wire))
        case (.get, "/metrics"): responder.respond(.text(metrics))
        default:
            responder.respond(.fault(.methodNotFound(request.path), status: 404))
        }
    }

    private func call(_ request: RPCRequest, _ responder: RPCResponder) {
        do throws(Failure) {
            responder.succeed(try result(request))
        } catch {
            responder.fail(error.error)
        }
    }

    private func result(_ request: RPCRequest) throws(Failure) -> JSON {
        switch request.method {
        case OracleViewMethod.name:
            return book.view.wire
        case OracleSignaturesMethod.name:
            let parameters = try read(OracleSignaturesMethod.self, request.params)
            guard let signatures = book.signatures(of: parameters.number) else {
                throw Failure(.unknownObject, "nothing is signed for this block")
            }
            return signatures.wire
        case OracleAttestMethod.name:
            let parameters = try read(OracleAttestMethod.self, request.params)
            let input = book.publicInput(first: parameters.first, last: parameters.last)
            guard let input, let signature = Bytes65(attest(input)) else {
                throw Failure(.notReady, "not every block of the range is re-executed and final")
            }
            var result = OracleAttestMethod.Result()
            result.publicInput = input
            result.signature = signature
            return result.wire
        default:
            throw Failure(.method, "there is no such method")
        }
    }

    private func read<M: Method>(
        _ method: M.Type, _ params: JSON
    ) throws(Failure) -> M.Parameters {
        do {
            return try M.parameters(params)
        } catch {
            throw Failure(error)
        }
    }

    private var metrics: String {
        let view = book.view
        var lines = [
            "zkl_oracle_halted_state \(view.isHalted ? 1 : 0)",
            "zkl_oracle_alarms_total \(view.alarms.count)",
            "zkl_oracle_signed_block \(view.signed)",
        ]
        for chain in view.chains {
            let label = "{chain=\"\(chain.chain.rawValue)\"}"
            lines.append("zkl_oracle_seen_height\(label) \(chain.seenBlock)")
            lines.append("zkl_oracle_committed_block\(label) \(chain.committed)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
