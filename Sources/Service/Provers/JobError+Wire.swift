import Bytes
import Network
import ProofJobs

/// Refusals of the queue as JSON-RPC errors, both ways.
extension JobError {
    private static let code = -32_000

    var wire: RPCError {
        let (reason, details) = parts
        return RPCError(
            code: Self.code, reason: reason, message: "the queue refuses it: \(reason)",
            details: JSONObject(details))
    }

    private var parts: (String, [(String, JSON)]) {
        func job(_ id: Bytes32) -> (String, JSON) { ("job", .string(id.hex)) }
        switch self {
        case .unknownJob(let id): return ("unknownJob", [job(id)])
        case .unknownNeed(let id): return ("unknownNeed", [job(id)])
        case .leaseLost(let id): return ("leaseLost", [job(id)])
        case .notReady(let id): return ("notReady", [job(id)])
        case .alreadyFinished(let id): return ("alreadyFinished", [job(id)])
        case .otherResult(let id): return ("otherResult", [job(id)])
        case .validResult(let id): return ("validResult", [job(id)])
        case .notPoisoned(let id): return ("notPoisoned", [job(id)])
        case .refusedResult(let id, let why):
            return ("refusedResult", [job(id), ("why", .string(why))])
        case .cannotVerify(let kind): return ("cannotVerify", [("kind", .string(kind.rawValue))])
        case .tooLarge(let limit, let actual):
            return ("tooLarge", [("limit", .integer(limit)), ("actual", .integer(actual))])
        case .unauthorized: return ("unauthorized", [])
        case .malformed(let error): return ("unavailable", [("why", .string("\(error)"))])
        case .schemaVersion: return ("unavailable", [("why", .string("schema version"))])
        case .unavailable(let cause): return ("unavailable", [("why", .string(cause))])
        }
    }

    /// Reads an error of a queue; anything unknown means that its outcome is not known.
    init(wire error: RPCError) {
        let id = error.data?["job"]?.stringValue.flatMap { Hex.decode($0) }.flatMap { Bytes32($0) }
        let why = error.data?["why"]?.stringValue ?? error.message
        switch (error.reason, id) {
        case ("unknownJob", let id?): self = .unknownJob(id)
        case ("unknownNeed", let id?): self = .unknownNeed(id)
        case ("leaseLost", let id?): self = .leaseLost(id)
        case ("notReady", let id?): self = .notReady(id)
        case ("alreadyFinished", let id?): self = .alreadyFinished(id)
        case ("otherResult", let id?): self = .otherResult(id)
        case ("validResult", let id?): self = .validResult(id)
        case ("notPoisoned", let id?): self = .notPoisoned(id)
        case ("refusedResult", let id?): self = .refusedResult(id, reason: why)
        case ("unauthorized", _): self = .unauthorized
        case ("cannotVerify", _):
            let kind = error.data?["kind"]?.stringValue.flatMap { JobKind(rawValue: $0) }
            self = kind.map { .cannotVerify($0) } ?? .unavailable(cause: why)
        case ("tooLarge", _):
            self = .tooLarge(
                limit: error.data?["limit"]?.integerValue() ?? 0,
                actual: error.data?["actual"]?.integerValue() ?? 0)
        default: self = .unavailable(cause: why)
        }
    }
}
