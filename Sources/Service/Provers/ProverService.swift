import Bytes
import Hashing
public import Network
public import ProofJobs
public import ProofStores
import Scheduling

/// The queue of the node for workers on other machines of the operator, on a listener of its own.
///
/// Every request needs the token. A class because it owns a server and threads.
public final class ProverService: Sendable {
    /// The port on which the service listens.
    public let port: Int
    private let server: Server
    private let service: JSONRPCService
    private let planner = RepeatingThread()
    private let store: any JobStore

    /// Serves a queue, and plans the next jobs as results arrive.
    ///
    /// - Parameters:
    ///   - address: The IPv4 address to listen on: one that only provers reach, or a proxy with TLS.
    ///   - port: 0 lets the system choose.
    ///   - token: What the workers send; at least 16 bytes.
    ///   - planMilliseconds: The time between two looks at what follows; `nil`: others plan.
    ///   - log: Writes a line for the operator.
    public init(
        _ store: any JobStore, address: String = "127.0.0.1", port: Int, token: String,
        planMilliseconds: UInt64? = 1_000, metrics: Metrics = Metrics(),
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(NetworkError) {
        self.store = store
        var limits = CallLimits()
        limits.calls = 256
        let service = JSONRPCService(
            limits: limits,
            overloaded: { _ in
                RPCError(code: -32_050, reason: "overloaded", message: "too many calls")
            },
            handler: { request, responder, _ in
                Self.answer(request, responder, store)
            })
        let endpoint = QueueEndpoint(
            store: store, service: service, token: token, metrics: ProverMetrics(metrics))
        var configuration = ServerConfiguration(port: port)
        configuration.address = address
        configuration.maximumBodyByteCount = JobLimits.byteCount
        configuration.maximumConnectionCount = 256
        configuration.requestSeconds = 300
        self.service = service
        server = try Server(configuration, handlers: endpoint.handlers)
        self.port = server.port
        guard let planMilliseconds else { return }
        planner.start("zkl-plan") {
            do throws(JobError) {
                try store.plan()
            } catch {
                log("proving: cannot plan: \(error)")
            }
            return .milliseconds(planMilliseconds)
        }
    }

    deinit { stop() }

    /// A block was sealed: its parts are proven.
    public func sealed(_ number: UInt64, parts: [ProofPlanner.Part]) throws(JobError) {
        try store.addBlock(number, parts: parts)
    }

    /// Ends the threads; what was answered is durable.
    public func stop() {
        planner.stop()
        server.stop()
        service.stop()
    }

    private static func answer(
        _ request: RPCRequest, _ responder: RPCResponder, _ source: any JobSource
    ) {
        guard let method = QueueMethod(rawValue: request.method) else {
            return responder.fail(.methodNotFound(request.method))
        }
        do {
            responder.succeed(try method.call(request.params, source))
        } catch let error as JobError {
            responder.fail(error.wire)
        } catch let error as NetworkError {
            responder.fail(.invalidParams(error))
        } catch {
            responder.fail(.invalidParams("\(error)"))
        }
    }
}
