private import Foundation

/// The origin of a call: its client, its WebSocket, and its turns among the work of all clients.
public struct CallOrigin: Sendable {
    /// The client.
    public let caller: Caller
    /// The WebSocket that the call came over; `nil` over HTTP.
    public let connection: WebSocketConnection?
    fileprivate let workers: CallWorkers

    /// Continues a call in a further turn of its connection, from any thread; drops the work if the
    /// connection is gone.
    public func resume(_ work: @escaping @Sendable () -> Void) { workers.proceed(caller, work) }
}

/// JSON-RPC over HTTP and WebSocket, worked on in fair turns.
///
/// A body waits unread in the lane of its connection. When its turn comes it is read, and its calls
/// are admitted together or refused together; each admitted call then has a turn of its own. Calls
/// are counted until they are answered or dropped. A class because it owns threads.
public final class JSONRPCService: Sendable {
    /// Handles one call on a worker thread; the answer may come later and from any thread.
    public typealias Handler = @Sendable (RPCRequest, RPCResponder, CallOrigin) -> Void

    private let dispatcher: JSONRPCDispatcher
    private let workers: CallWorkers
    private let overloaded: @Sendable (CallRefusal) -> RPCError
    private let handler: Handler

    /// Starts the threads, by default one for each core, at least 2; `overloaded` is the answer to calls beyond
    /// a limit.
    public init(
        dispatcher: JSONRPCDispatcher = JSONRPCDispatcher(), limits: CallLimits = CallLimits(),
        threadCount: Int? = nil,
        overloaded: @escaping @Sendable (CallRefusal) -> RPCError, handler: @escaping Handler
    ) {
        self.dispatcher = dispatcher
        self.overloaded = overloaded
        self.handler = handler
        let coreCount = ProcessInfo.processInfo.activeProcessorCount
        workers = CallWorkers(limits, threadCount: threadCount ?? max(2, coreCount))
    }

    /// Ends the threads; what waits is not done.
    public func stop() { workers.stop() }

    /// The number of calls in progress.
    public var callCount: Int { workers.callCount }

    /// Takes a request with a body; called on the server's thread.
    public func receive(_ request: HTTPRequest, _ responder: HTTPResponder) {
        begin(request.body, from: request.caller, nil) { answer, isRefused in
            guard let answer else { return responder.respond(.noContent) }
            let response = HTTPResponse(status: isRefused ? 429 : 200, body: answer)
            responder.respond(isRefused ? response.retrying(afterSeconds: 1) : response)
        }
    }

    /// Takes a message of a WebSocket; called on the server's thread.
    public func receive(_ message: [UInt8], from connection: WebSocketConnection) {
        begin(message, from: connection.caller, connection) { answer, _ in
            if let answer { connection.send(answer) }
        }
    }

    /// Drops the waiting work of a client; called on the server's thread when its connection ends.
    public func ended(_ caller: Caller) { workers.drop(caller) }

    /// Does work of the server itself on a worker thread, in turn with that of the clients.
    public func perform(_ work: @escaping @Sendable () -> Void) { workers.perform(work) }

    /// Does the next piece of work on the calling thread, for services without threads; false if
    /// there is none.
    @discardableResult
    public func runNext() -> Bool { workers.runNext() }

    private func begin(
        _ body: [UInt8], from caller: Caller, _ connection: WebSocketConnection?,
        answer: @escaping @Sendable (_ answer: [UInt8]?, _ isRefused: Bool) -> Void
    ) {
        let origin = CallOrigin(caller: caller, connection: connection, workers: workers)
        workers.begin(caller, byteCount: body.count, from: connection) { [self] in
            let permit = CallPermit(workers, caller)
            dispatcher.dispatch(
                body, admit: { count in permit.admit(count).map(overloaded) },
                handler: { [workers, handler] request, responder in
                    workers.proceed(caller) { handler(request, responder, origin) }
                },
                completion: { answer($0, permit.isRefused) })
        }
    }
}
