/// The address and the limits of a server.
public struct ServerConfiguration: Sendable {
    /// The IPv4 address to listen on; `0.0.0.0` means all.
    public var address = "127.0.0.1"
    /// The port; 0 lets the system choose.
    public var port = 0
    /// The path at which WebSockets are accepted.
    public var webSocketPath = "/ws"
    /// The longest request body or WebSocket message, in bytes.
    public var maximumBodyByteCount = 1 << 20
    /// The most connections open at one time; further ones are refused.
    public var maximumConnectionCount = 1024
    /// The most connections open at one time from one address.
    public var maximumConnectionCountPerAddress = 256
    /// The most bytes waiting for one WebSocket reader before its connection is cut.
    public var maximumQueuedByteCount = 4 << 20
    /// The silence after which a WebSocket is pinged.
    public var pingSeconds = 15
    /// The silence after which a WebSocket is considered dead.
    public var hangUpSeconds = 35
    /// The longest time to send a request, to answer it, or to read the answer, each as a whole.
    public var requestSeconds = 30
    /// The time after which an idle HTTP connection is closed.
    public var keepAliveSeconds = 60
    /// The value of `Access-Control-Allow-Origin`; `nil` unless browsers of other origins may call.
    public var allowedOrigin: String?

    /// The defaults with a port.
    public init(port: Int = 0) { self.port = port }
}

/// Handlers of the events of a server.
///
/// The closures run on the server's thread: they must return at once. Answers may come later and
/// from any thread.
public struct ServerHandlers: Sendable {
    /// Handles an HTTP request.
    public var request: @Sendable (HTTPRequest, HTTPResponder) -> Void
    /// Handles a new WebSocket.
    public var opened: @Sendable (WebSocketConnection) -> Void
    /// Handles a whole message of a WebSocket.
    public var received: @Sendable (WebSocketConnection, [UInt8]) -> Void
    /// Handles the end of a WebSocket.
    public var closed: @Sendable (WebSocketConnection) -> Void
    /// Handles the end of a connection, HTTP or WebSocket: nothing comes from it any more.
    public var ended: @Sendable (Caller) -> Void

    public init(
        request: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void,
        opened: @escaping @Sendable (WebSocketConnection) -> Void = { _ in },
        received: @escaping @Sendable (WebSocketConnection, [UInt8]) -> Void = { _, _ in },
        closed: @escaping @Sendable (WebSocketConnection) -> Void = { _ in },
        ended: @escaping @Sendable (Caller) -> Void = { _ in }
    ) {
        self.request = request
        self.opened = opened
        self.received = received
        self.closed = closed
        self.ended = ended
    }
}

/// A WebSocket opened by a client; safe to use from any thread.
public final class WebSocketConnection: Sendable {
    /// The client.
    public let caller: Caller
    let peer: WebSocketPeer

    init(caller: Caller, peer: WebSocketPeer) {
        self.caller = caller
        self.peer = peer
    }

    /// A number that differs for every connection of a server.
    public var id: UInt64 { caller.connection }

    /// Whether the connection was open a moment ago.
    ///
    /// Once false, it stays false; `closed` is called after that.
    public var isOpen: Bool { peer.isOpen }

    /// Queues a text message.
    @discardableResult
    public func send(_ message: [UInt8]) -> SendOutcome { peer.send(message) }

    /// Reads nothing more until `resumeReading`; what was read already may still arrive.
    func pauseReading() { peer.setReading(false) }

    /// Reads on after `pauseReading`.
    func resumeReading() { peer.setReading(true) }

    /// Closes the connection after the queued messages.
    public func close(code: Int = 1000, reason: String = "") {
        peer.close(WebSocketClosure(code: code, reason: reason))
    }
}

/// The receiver of the response to one HTTP request: from any thread, only the first counts.
public struct HTTPResponder: Sendable {
    let connection: ServerConnection
    let serial: UInt64

    /// Sends the response.
    public func respond(_ response: HTTPResponse) {
        let (connection, serial) = (connection, serial)
        connection.loop.perform { connection.answer(response, serial: serial) }
    }
}
