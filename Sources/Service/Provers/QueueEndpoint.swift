import Bytes
import Hashing
import Network
import ProofJobs
import ProofStores

/// HTTP requests to the queue: the token, JSON-RPC, and binary bodies.
struct QueueEndpoint: Sendable {
    private let store: any JobStore
    private let service: JSONRPCService
    private let tokenDigest: Bytes32
    private let metrics: ProverMetrics

    init(
        store: any JobStore, service: JSONRPCService, token: String, metrics: ProverMetrics
    ) {
        (self.store, self.service, self.metrics) = (store, service, metrics)
        tokenDigest = SHA256.hash(Array("Bearer \(token)".utf8))
    }

    var handlers: ServerHandlers {
        ServerHandlers(
            request: { request, responder in receive(request, responder) },
            opened: { $0.close(code: 1008, reason: "no subscriptions here") },
            ended: { service.ended($0) })
    }

    private func receive(_ request: HTTPRequest, _ responder: HTTPResponder) {
        if request.path == "/live" { return responder.respond(.text("live\n")) }
        // Digests are compared, so the time says nothing about the token.
        let digest = SHA256.hash(Array((request.authorization ?? "").utf8))
        guard digest == tokenDigest else {
            return responder.respond(.fault(JobError.unauthorized.wire, status: 401))
        }
        if request.path == "/" {
            guard request.method == .post else {
                return responder.respond(.methodNotAllowed("POST"))
            }
            return service.receive(request, responder)
        }
        service.perform { responder.respond(answer(request)) }
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        do throws(JobError) {
            switch (request.method, request.path) {
            case (.get, "/metrics"):
                return .text(metrics.text(try store.status()))
            case (.get, QueueMethod.recordsPath):
                return HTTPResponse(
                    contentType: Self.binary,
                    body: try store.snapshot().encoded)
            case (.get, let path):
                if let id = Self.id(path, after: QueueMethod.jobPath) {
                    return HTTPResponse(
                        contentType: Self.binary, body: try store.job(id).encoded)
                }
                guard let id = Self.id(path, after: QueueMethod.resultPath) else { break }
                return try store.result(id).map {
                    HTTPResponse(contentType: Self.binary, body: $0)
                } ?? .noContent
            case (.post, let path):
                guard let id = Self.id(path, after: QueueMethod.resultPath) else { break }
                guard let delivery = Delivery(request.query, job: id) else {
                    return .text("the query is not that of a result\n", status: 400)
                }
                try store.complete(delivery.lease, result: request.body, cost: delivery.cost)
                // A late one may be of a job that nothing needs any more.
                if let job = try? store.job(id) { metrics.completed(job, cost: delivery.cost) }
                return .json(true)
            default: break
            }
            return .text("not found\n", status: 404)
        } catch {
            return .fault(error.wire, status: 409)
        }
    }

    private static let binary = "application/octet-stream"

    private static func id(_ path: String, after prefix: String) -> Bytes32? {
        guard path.hasPrefix(prefix) else { return nil }
        return Hex.decode(String(path.dropFirst(prefix.count))).flatMap { Bytes32($0) }
    }
}

/// Whose result a request has, and what it took: the query of its URL.
struct Delivery {
    let lease: JobLease
    let cost: JobCost

    init(lease: JobLease, cost: JobCost) { (self.lease, self.cost) = (lease, cost) }

    /// The query: the worker's name in hexadecimal, as it may have any characters.
    var query: String {
        "number=\(lease.number)&worker=\(Hex.encode(Array(lease.worker.utf8)))"
            + "&milliseconds=\(cost.milliseconds)&processor=\(cost.processorMilliseconds)"
    }

    /// Reads the query; `nil` for any other.
    init?(_ query: String, job: Bytes32) {
        var values: [Substring: Substring] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, values[parts[0]] == nil else { return nil }
            values[parts[0]] = parts[1]
        }
        guard values.count == 4, let number = values["number"].flatMap({ UInt64($0) }),
            let milliseconds = values["milliseconds"].flatMap({ UInt64($0) }),
            let processor = values["processor"].flatMap({ UInt64($0) }),
            let bytes = values["worker"].flatMap({ Hex.decode(String($0)) }),
            bytes.count <= JobLimits.workerByteCount,
            let worker = String(validating: bytes, as: UTF8.self)
        else { return nil }
        lease = JobLease(job: job, number: number, worker: worker)
        cost = JobCost(milliseconds: milliseconds, processorMilliseconds: processor)
    }
}
