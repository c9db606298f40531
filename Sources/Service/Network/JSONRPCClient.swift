private import Synchronization

/// A client of one JSON-RPC 2.0 server over HTTP; calls block.
public final class JSONRPCClient: Sendable {
    private let url: String
    private let http: HTTPClient
    private let nextID = Atomic<UInt64>(1)

    /// A client of the server at an address.
    public init(
        url: String, configuration: HTTPClientConfiguration = HTTPClientConfiguration()
    ) {
        self.url = url
        http = HTTPClient(configuration)
    }

    /// The result of one call.
    public func call(_ method: String, _ params: JSON = []) throws(NetworkError) -> JSON {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let answer = try exchange(request(id, method, params))
        guard let result = try read(answer, expecting: id...id).1 else {
            throw .invalidResponse("no result")
        }
        switch result {
        case .success(let value): return value
        case .failure(let error): throw .remote(error)
        }
    }

    /// The results of several calls in one exchange, in the order of the calls.
    public func batch(
        _ calls: [(method: String, params: JSON)]
    ) throws(NetworkError) -> [Result<JSON, RPCError>] {
        guard !calls.isEmpty else { return [] }
        let count = UInt64(calls.count)
        let first = nextID.wrappingAdd(count, ordering: .relaxed).oldValue
        var requests: [JSON] = []
        for (id, call) in zip(first..., calls) {
            requests.append(request(id, call.method, call.params))
        }
        let answer = try exchange(.array(requests))
        guard case .array(let answers) = answer else {
            // A server refuses a batch as a whole with one error.
            if let error = answer["error"] { throw .remote(try RPCError(json: error)) }
            throw .invalidResponse("not an array")
        }
        var results = [Result<JSON, RPCError>?](repeating: nil, count: calls.count)
        for answer in answers {
            let (id, result) = try read(answer, expecting: first...first + count - 1)
            guard results[Int(id - first)] == nil else { throw .invalidResponse("repeated id") }
            results[Int(id - first)] = result
        }
        let complete = results.compactMap { $0 }
        guard complete.count == calls.count else { throw .invalidResponse("missing id") }
        return complete
    }

    private func request(_ id: UInt64, _ method: String, _ params: JSON) -> JSON {
        ["jsonrpc": "2.0", "id": .integer(id), "method": .string(method), "params": params]
    }

    /// Posts a body and reads the answer.
    ///
    /// Servers may send JSON-RPC errors with any status, so JSON has precedence over the status.
    private func exchange(_ body: JSON) throws(NetworkError) -> JSON {
        let response = try http.post(url, body: body.bytes)
        do {
            return try JSON(parsing: response.body)
        } catch {
            guard response.status == 200 else {
                throw .httpStatus(response.status, body: Array(response.body.prefix(1024)))
            }
            throw error
        }
    }

    private func read(
        _ answer: JSON, expecting ids: ClosedRange<UInt64>
    ) throws(NetworkError) -> (UInt64, Result<JSON, RPCError>?) {
        if let error = answer["error"], !error.isNull {
            let error = try RPCError(json: error)
            // An answer without an id means that the server could not read the request.
            guard let id = answer["id"]?.integerValue(as: UInt64.self) else { throw .remote(error) }
            guard ids.contains(id) else { throw .invalidResponse("unknown id") }
            return (id, .failure(error))
        }
        guard answer["jsonrpc"] == "2.0" else { throw .invalidResponse("not JSON-RPC 2.0") }
        guard let id = answer["id"]?.integerValue(as: UInt64.self), ids.contains(id) else {
            throw .invalidResponse("unknown id")
        }
        guard let result = answer["result"] else { throw .invalidResponse("no result") }
        return (id, .success(result))
    }
}
