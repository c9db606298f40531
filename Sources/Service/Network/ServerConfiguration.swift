/// The bounds and the address of a server.
public struct ServerConfiguration: Sendable {
    /// The IPv4 address to listen on; `0.0.0.0` means all.
    public var address = "127.0.0.1"
    /// The port; 0 lets the system choose.
    public var port = 0
    /// The path at which WebSockets are accepted.
    public var webSocketPath = "/ws"
    /// The longest request body or WebSocket message.
    public var maximumBodyByteCount = 1 << 20
    /// Connections open at one time; further ones are refused.
    public var maximumConnectionCount = 1024
    /// Bytes that may wait for one WebSocket reader before it is cut.
    public var maximumQueuedByteCount = 4 << 20
    /// Silence after which a WebSocket is pinged.
    public var pingSeconds = 15
    /// Silence after which a WebSocket is taken for dead.
    public var hangUpSeconds = 35
    /// The longest it may take to send a request, to answer it, or to take the answer.
    public var requestSeconds = 30
    /// How long an idle HTTP connection is kept.
    public var keepAliveSeconds = 60
    /// The value of `Access-Control-Allow-Origin`, if browsers of other origins may call.
    public var allowedOrigin: String?

    /// The defaults at a port.
    public init(port: Int = 0) { self.port = port }
}

/// What a server does with what it receives.
///
/// The closures run on the server's thread: they hand work over and return at once. Answers may
/// come later and from any thread.
public struct ServerHandlers: Sendable {
    /// A request over HTTP.
    public var request: @Sendable (HTTPRequest, HTTPResponder) -> Void
    /// A WebSocket has been opened.
    public var opened: @Sendable (WebSocketConnection) -> Void
    /// A WebSocket has received a whole message.
    public var received: @Sendable (WebSocketConnection, [UInt8]) -> Void
    /// A WebSocket is gone.
    public var closed: @Sendable (WebSocketConnection) -> Void

    /// Handlers of each event.
    public init(
        request: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void,
        opened: @escaping @Sendable (WebSocketConnection) -> Void = { _ in },
        received: @escaping @Sendable (WebSocketConnection, [UInt8]) -> Void = { _, _ in },
        closed: @escaping @Sendable (WebSocketConnection) -> Void = { _ in }
    ) {
        self.request = request
        self.opened = opened
        self.received = received
        self.closed = closed
    }
}

/// A WebSocket that a client has opened; safe to use from any thread.
public final class WebSocketConnection: Sendable {
    /// Differs for every connection of a server.
    public let id: UInt64
    let peer: WebSocketPeer

    init(id: UInt64, peer: WebSocketPeer) {
        self.id = id
        self.peer = peer
    }

    /// Whether the connection was open a moment ago; once false it stays so, and `closed` is called
    /// after it became false.
    public var isOpen: Bool { peer.isOpen }

    /// Queues a text message.
    @discardableResult
    public func send(_ message: [UInt8]) -> SendOutcome { peer.send(message) }

    /// Closes after what is queued.
    public func close(code: Int = 1000, reason: String = "") {
        peer.close(WebSocketClosure(code: code, reason: reason))
    }
}

/// Answers one HTTP request; safe to use from any thread, and only the first answer counts.
public struct HTTPResponder: Sendable {
    let exchange: HTTPExchange
    let serial: UInt64

    /// Sends the answer.
    public func respond(_ response: HTTPResponse) {
        let (exchange, serial) = (exchange, serial)
        exchange.loop.perform { exchange.answer(response, serial: serial) }
    }
}
