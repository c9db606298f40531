private import Synchronization

/// The id of a request, given back in its response as it came.
public enum RPCID: Hashable, Sendable {
    /// The literal `null`, also the id of a response to what could not be read.
    case null
    /// A number, its text kept.
    case number(String)
    /// A text.
    case string(String)

    /// Takes an id; `nil` if the value is of no permitted type.
    init?(json: JSON) {
        switch json {
        case .null: self = .null
        case .number(let text): self = .number(text)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    public var json: JSON {
        switch self {
        case .null: .null
        case .number(let text): .number(text)
        case .string(let text): .string(text)
        }
    }
}

/// A call of a method.
public struct RPCRequest: Hashable, Sendable {
    /// The id; `nil` for a notification, which gets no response.
    public let id: RPCID?
    /// The name of the method.
    public let method: String
    /// An object or an array; an empty object if the call has none.
    public let params: JSON
}

/// The receiver of the outcome of one call: from any thread, only the first outcome counts.
public struct RPCResponder: Sendable {
    fileprivate let reply: RPCReply
    fileprivate let index: Int

    /// Answers with a result.
    public func succeed(_ result: JSON) { reply.complete(index, .success(result)) }

    /// Answers with an error.
    public func fail(_ error: RPCError) { reply.complete(index, .failure(error)) }
}

/// Reads request bodies as JSON-RPC 2.0 prescribes and assembles the response.
public struct JSONRPCDispatcher: Sendable {
    private let batchLimit: Int
    private let limits: JSONLimits
    private let answerByteLimit: Int

    /// A dispatcher with limits of a body and of all answers of a batch together.
    public init(
        batchLimit: Int = 100, limits: JSONLimits = JSONLimits(byteCount: 1 << 20),
        answerByteLimit: Int = 2 << 20
    ) {
        self.batchLimit = batchLimit
        self.limits = limits
        self.answerByteLimit = answerByteLimit
    }

    /// Passes each valid call to `handler`, and the response to `completion` once all are answered.
    ///
    /// `admit` gets the number of calls first; when it returns an error, that is the answer to each
    /// of them. The response is `nil` if there were notifications only. `completion` runs once, on
    /// the thread of the last outcome, and is released with the last responder.
    public func dispatch(
        _ body: [UInt8], admit: (_ callCount: Int) -> RPCError? = { _ in nil },
        handler: (RPCRequest, RPCResponder) -> Void,
        completion: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        let json: JSON
        do throws(NetworkError) {
            json = try JSON(parsing: body, limits: limits)
        } catch {
            var fault = JSONFault.unexpectedByte
            if case .malformedJSON(let found, _) = error { fault = found }
            return completion(Self.response(.null, .failure(.parseError(fault))).bytes)
        }
        guard case .array(let elements) = json else {
            return dispatch([json], isBatch: false, admit(1), handler, completion)
        }
        guard !elements.isEmpty else {
            let error = RPCError.invalidRequest("The batch is empty.")
            return completion(Self.response(.null, .failure(error)).bytes)
        }
        guard elements.count <= batchLimit else {
            let error = RPCError(
                code: -32600, reason: "batch_too_large", message: "The batch has too many calls.",
                details: ["limit": .integer(batchLimit)])
            return completion(Self.response(.null, .failure(error)).bytes)
        }
        dispatch(elements, isBatch: true, admit(elements.count), handler, completion)
    }

    private func dispatch(
        _ elements: [JSON], isBatch: Bool, _ refusal: RPCError?,
        _ handler: (RPCRequest, RPCResponder) -> Void,
        _ completion: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        let calls = elements.map(Self.read)
        let ids = calls.map { call -> RPCID? in
            switch call {
            case .success(let request): request.id
            case .failure(let refusal): refusal.id
            }
        }
        let reply = RPCReply(
            ids: ids, isBatch: isBatch, byteLimit: answerByteLimit, completion: completion)
        for (index, call) in calls.enumerated() {
            switch call {
            case .failure(let refusal): reply.complete(index, .failure(refusal.error))
            case .success(let request):
                if let refusal {
                    reply.complete(index, .failure(refusal))
                } else {
                    handler(request, RPCResponder(reply: reply, index: index))
                }
                // A notification has no answer to wait for.
                if request.id == nil { reply.complete(index, .success(.null)) }
            }
        }
    }

    private struct Refusal: Error {
        let id: RPCID
        let error: RPCError

        init(_ detail: String, id: RPCID = .null) {
            self.id = id
            error = .invalidRequest(detail)
        }
    }

    private static func read(_ json: JSON) -> Result<RPCRequest, Refusal> {
        guard case .object(let object) = json else {
            return .failure(Refusal("A request is an object."))
        }
        var id: RPCID?
        if let json = object["id"] {
            guard let value = RPCID(json: json) else {
                return .failure(Refusal("The id is a string, a number or null."))
            }
            id = value
        }
        guard object["jsonrpc"] == "2.0" else {
            return .failure(Refusal("The member jsonrpc must be \"2.0\".", id: id ?? .null))
        }
        guard case .string(let method) = object["method"] else {
            return .failure(Refusal("The method is a string.", id: id ?? .null))
        }
        let params = object["params"] ?? [:]
        switch params {
        case .array, .object:
            return .success(RPCRequest(id: id, method: method, params: params))
        default:
            return .failure(Refusal("The params are an object or an array.", id: id ?? .null))
        }
    }

    /// A response object.
    static func response(_ id: RPCID, _ outcome: Result<JSON, RPCError>) -> JSON {
        switch outcome {
        case .success(let result): ["jsonrpc": "2.0", "result": result, "id": id.json]
        case .failure(let error): ["jsonrpc": "2.0", "error": error.json, "id": id.json]
        }
    }

    /// A call from server to client without a response, such as an event of a subscription.
    ///
    /// The parameters end with a member whose value is already encoded, because many clients get
    /// the same one.
    public static func notification(
        _ method: String, _ params: JSONObject, _ name: String, encoded value: [UInt8]
    ) -> [UInt8] {
        let head: JSON = ["jsonrpc": "2.0", "method": .string(method)]
        var bytes = head.bytes
        bytes.removeLast()
        bytes += Array(",\"params\":{".utf8)
        for member in params.members {
            JSON.write(member.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.write(to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        JSON.write(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        return bytes + value + Array("}}".utf8)
    }
}

/// The responses of one body, collected in any order.
///
/// A class because responders share it.
private final class RPCReply: Sendable {
    private struct State {
        var isComplete: [Bool]
        var outcomes: [Result<JSON, RPCError>?]
        var openCount: Int
    }

    private let ids: [RPCID?]
    private let isBatch: Bool
    private let byteLimit: Int
    private let completion: @Sendable ([UInt8]?) -> Void
    private let state: Mutex<State>

    /// The length up to which an answer is never left out, so that results are always reported.
    private static let shortByteCount = 4_096

    init(
        ids: [RPCID?], isBatch: Bool, byteLimit: Int,
        completion: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        self.ids = ids
        self.isBatch = isBatch
        self.byteLimit = byteLimit
        self.completion = completion
        state = Mutex(
            State(
                isComplete: [Bool](repeating: false, count: ids.count),
                outcomes: [Result<JSON, RPCError>?](repeating: nil, count: ids.count),
                openCount: ids.count))
    }

    func complete(_ index: Int, _ outcome: Result<JSON, RPCError>) {
        let outcomes = state.withLock { state -> [Result<JSON, RPCError>?]? in
            guard !state.isComplete[index] else { return nil }
            state.isComplete[index] = true
            state.outcomes[index] = outcome
            state.openCount -= 1
            return state.openCount == 0 ? state.outcomes : nil
        }
        if let outcomes { completion(encode(outcomes)) }
    }

    private func encode(_ outcomes: [Result<JSON, RPCError>?]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for (id, outcome) in zip(ids, outcomes) {
            guard let id, let outcome else { continue }
            var response = JSONRPCDispatcher.response(id, outcome).bytes
            guard isBatch else { return response }
            if bytes.count + response.count > byteLimit, response.count > Self.shortByteCount {
                response = JSONRPCDispatcher.response(id, .failure(Self.tooLong)).bytes
            }
            bytes.append(UInt8(ascii: bytes.isEmpty ? "[" : ","))
            bytes += response
        }
        guard !bytes.isEmpty else { return nil }
        return bytes + [UInt8(ascii: "]")]
    }

    private static let tooLong = RPCError(
        code: -32600, reason: "answer_too_large",
        message: "The answers of the batch are too long together: ask for this one alone.")
}
