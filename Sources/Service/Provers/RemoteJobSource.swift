public import Bytes
import Network
public import ProofJobs
public import ProofStores

/// The queue of a node, over HTTP; calls block.
public struct RemoteJobSource: JobSource {
    private let url: String
    private let http: HTTPClient
    private let calls: JSONRPCClient

    /// A client of the prover service at an address, with its token.
    public init(url: String, token: String) {
        let trimmed = url.hasSuffix("/") ? String(url.dropLast()) : url
        let configuration = HTTPClientConfiguration(
            timeoutMilliseconds: 300_000, maximumResponseByteCount: JobLimits.byteCount + 4_096,
            headers: ["Authorization: Bearer \(token)"])
        self.url = trimmed
        http = HTTPClient(configuration)
        calls = JSONRPCClient(url: trimmed + "/", configuration: configuration)
    }

    /// Gives a worker a job; `nil` if there is none.
    public func lease(
        _ kinds: Set<JobKind>, to worker: String
    ) throws(JobError) -> LeasedJob? {
        let names = kinds.map(\.rawValue).sorted().map { JSON.string($0) }
        let answer = try call(.lease, ["kinds": .array(names), "worker": .string(worker)])
        guard !answer.isNull else { return nil }
        return try Self.reaching { () throws(NetworkError) in try LeasedJob(wire: answer) }
    }

    /// A job with its payload, whose id follows from what arrives.
    public func job(_ id: Bytes32) throws(JobError) -> ProofJob {
        try ProofJob(decoding: get(QueueMethod.jobPath + id.hex).body)
    }

    /// The result of a job; `nil` while there is none.
    public func result(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        let response = try get(QueueMethod.resultPath + id.hex)
        return response.status == 204 ? nil : response.body
    }

    /// Extends a lease.
    public func heartbeat(_ lease: JobLease) throws(JobError) {
        _ = try call(.heartbeat, lease.wire)
    }

    /// Delivers a result.
    public func complete(
        _ lease: JobLease, result: [UInt8], cost: JobCost
    ) throws(JobError) {
        let query = Delivery(lease: lease, cost: cost).query
        let path = url + QueueMethod.resultPath + lease.job.hex + "?" + query
        let response = try Self.reaching { () throws(NetworkError) in
            try http.post(path, body: result, contentType: "application/octet-stream")
        }
        _ = try Self.checked(response)
    }

    /// Says that an attempt failed.
    public func fail(_ lease: JobLease, reason: String) throws(JobError) {
        var members = lease.wire.objectValue ?? JSONObject()
        members["reason"] = .string(reason)
        _ = try call(.fail, .object(members))
    }

    /// Gives a lease back.
    public func release(_ lease: JobLease) throws(JobError) { _ = try call(.release, lease.wire) }

    /// Says that a stored result is wrong.
    public func refuse(
        _ id: Bytes32, digest: Bytes32, reason: String
    ) throws(JobError) {
        _ = try call(
            .refuse,
            [
                "job": .string(id.hex), "digest": .string(digest.hex), "reason": .string(reason),
            ])
    }

    /// Lets a job run again that was set aside.
    public func retry(_ id: Bytes32) throws(JobError) {
        _ = try call(.retry, ["job": .string(id.hex)])
    }

    /// All records at the time of the queue.
    public func snapshot() throws(JobError) -> QueueSnapshot {
        try QueueSnapshot(decoding: get(QueueMethod.recordsPath).body)
    }
}

extension RemoteJobSource {
    private func call(_ method: QueueMethod, _ params: JSON) throws(JobError) -> JSON {
        try Self.reaching { () throws(NetworkError) in try calls.call(method.rawValue, params) }
    }

    private func get(_ path: String) throws(JobError) -> HTTPResponse {
        try Self.checked(
            Self.reaching { () throws(NetworkError) in try http.get(url + path) })
    }

    /// The response if the queue agreed; its refusal otherwise.
    private static func checked(_ response: HTTPResponse) throws(JobError) -> HTTPResponse {
        guard response.status != 200, response.status != 204 else { return response }
        guard let json = try? JSON(parsing: response.body), let error = json["error"],
            let fault = try? RPCError(json: error)
        else { throw .unavailable(cause: "HTTP status \(response.status)") }
        throw JobError(wire: fault)
    }

    private static func reaching<Value>(
        _ body: () throws(NetworkError) -> Value
    ) throws(JobError) -> Value {
        do throws(NetworkError) {
            return try body()
        } catch {
            switch error {
            case .remote(let fault): throw JobError(wire: fault)
            case .connectionFailed(_, let message): throw .unavailable(cause: message)
            default: throw .unavailable(cause: "\(error)")
            }
        }
    }
}
