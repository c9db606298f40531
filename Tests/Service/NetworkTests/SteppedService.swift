import Foundation
import Network
import Synchronization

/// A service without threads behind a server: the test takes the turns.
final class SteppedService: Sendable {
    /// What the server and the handlers have seen; a class because both write it.
    private final class Record: Sendable {
        let log = Mutex(Log())
    }

    struct Log {
        /// Methods in the order in which their handlers ran.
        var handled: [String] = []
        var bodyCount = 0
        var endedCount = 0
        /// Calls of `hold`, which wait for the test.
        var held: [RPCResponder] = []
    }

    private let record: Record
    let service: JSONRPCService
    let server: Server

    init(_ limits: CallLimits = CallLimits()) throws {
        let record = Record()
        service = JSONRPCService(
            limits: limits, threadCount: 0,
            overloaded: { refusal in
                RPCError(code: -32_050, reason: "overloaded", message: refusal.rawValue)
            },
            handler: { request, responder, origin in
                record.log.withLock { log in
                    log.handled.append(request.method)
                    if request.method == "hold" { log.held.append(responder) }
                }
                switch request.method {
                case "hold": break
                case "resume": origin.resume { responder.succeed("resumed") }
                default: responder.succeed(.string(request.method))
                }
            })
        self.record = record
        server = try Server(
            ServerConfiguration(),
            handlers: ServerHandlers(
                request: { [service] request, responder in
                    service.receive(request, responder)
                    record.log.withLock { $0.bodyCount += 1 }
                },
                received: { [service] connection, message in
                    service.receive(message, from: connection)
                    record.log.withLock { $0.bodyCount += 1 }
                },
                ended: { [service] caller in
                    service.ended(caller)
                    record.log.withLock { $0.endedCount += 1 }
                }))
    }

    deinit { server.stop(graceMilliseconds: 0) }

    var log: Log { record.log.withLock { $0 } }

    func webSocket() throws -> WebSocketClient {
        try WebSocketClient("ws://127.0.0.1:\(server.port)/ws")
    }

    /// Waits until the server has seen something.
    func wait(_ holds: (Log) -> Bool) throws {
        for _ in 0..<2_000 where !holds(log) { Thread.sleep(forTimeInterval: 0.005) }
        guard holds(log) else { throw TookTooLong() }
    }

    struct TookTooLong: Error {}

    /// Takes turns until there is nothing to do.
    func runAll() {
        while service.runNext() {}
    }

    /// Answers the held calls.
    func release() {
        let held = record.log.withLock { log in
            defer { log.held = [] }
            return log.held
        }
        for responder in held { responder.succeed("released") }
    }
}

/// A batch of calls of one method.
func batch(_ count: Int, of method: String) -> [UInt8] {
    let call = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)"}"#
    return Array(("[" + [String](repeating: call, count: count).joined(separator: ",") + "]").utf8)
}
