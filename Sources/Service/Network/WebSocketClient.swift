private import CSystemWebSockets
private import Dispatch
private import Synchronization

/// Limits of a WebSocket client.
public struct WebSocketClientConfiguration: Sendable {
    /// The longest time to connect.
    public var connectMilliseconds = 10_000
    /// The longest message accepted, in bytes.
    public var maximumMessageByteCount = 16 << 20
    /// The most bytes waiting to be sent.
    public var maximumQueuedByteCount = 64 << 20
    /// The most messages waiting to be received; one more closes the connection.
    public var maximumWaitingCount = 1 << 16

    /// The defaults.
    public init() {}
}

/// A WebSocket to a server; all clients of a process share one thread.
///
/// Reconnecting is left to callers.
public final class WebSocketClient: Sendable {
    /// An event of a connection.
    public enum Event: Sendable {
        /// A whole message arrived.
        case message([UInt8])
        /// The connection is closed; this is the last event.
        case closed(WebSocketClosure)
    }

    private let core: WebSocketClientCore

    /// Connects; blocks until the connection is open or has failed.
    ///
    /// With `onEvent` messages are passed to it on the shared thread, which it must not block;
    /// without it, `receive` returns them.
    public init(
        _ url: String,
        configuration: WebSocketClientConfiguration = WebSocketClientConfiguration(),
        onEvent: (@Sendable (Event) -> Void)? = nil
    ) throws(NetworkError) {
        let url = try WebSocketURL(url)
        guard let loop = url.isSecure ? ClientLoop.secure : ClientLoop.plain else {
            throw .connectionFailed(code: 0, message: "no loop")
        }
        core = WebSocketClientCore(loop: loop, configuration: configuration, onEvent: onEvent)
        try core.connect(to: url)
    }

    deinit { core.peer.close(WebSocketClosure(code: 1000, reason: "")) }

    /// Queues a text message.
    @discardableResult
    public func send(_ message: [UInt8]) -> SendOutcome { core.peer.send(message) }

    /// The next message; throws `timedOut`, or `closed` once all messages are received.
    public func receive(timeoutMilliseconds: Int) throws(NetworkError) -> [UInt8] {
        try core.receive(timeoutMilliseconds: timeoutMilliseconds)
    }

    /// The reason why the connection was closed; `nil` while it is open.
    public var closure: WebSocketClosure? { core.closure }

    /// Closes the connection after the queued messages.
    public func close(code: Int = 1000, reason: String = "") {
        core.peer.close(WebSocketClosure(code: code, reason: reason))
    }
}

/// The threads of all clients, started on first use; TLS is set up only when it is needed.
private enum ClientLoop {
    static let plain = start(tls: false)
    static let secure = start(tls: true)

    private static func start(tls: Bool) -> ServiceLoop? {
        let loop = ServiceLoop(pingSeconds: 15, hangUpSeconds: 35)
        let port = loop.start(
            address: nil, port: -1, tls: tls, handshakeSeconds: 20
        ) { connection, reason, input, count in
            guard let owner = lws_get_opaque_user_data(connection) else { return 0 }
            let core = Unmanaged<WebSocketClientCore>.fromOpaque(owner).takeUnretainedValue()
            return core.handle(connection, lws_callback_reasons(reason), input, count)
        }
        return port == nil ? nil : loop
    }
}

/// A connection's state; everything but `inbox` is used by the loop's thread only.
private final class WebSocketClientCore: @unchecked Sendable {
    private struct Inbox {
        var isOpen = false
        var messages: [[UInt8]] = []
        var head = 0
        var closure: WebSocketClosure?
    }

    let peer: WebSocketPeer
    private let loop: ServiceLoop
    private let configuration: WebSocketClientConfiguration
    private let onEvent: (@Sendable (WebSocketClient.Event) -> Void)?
    private let inbox = Mutex(Inbox())
    private let arrivals = DispatchSemaphore(value: 0)
    private let connected = DispatchSemaphore(value: 0)
    private var statedClosure: WebSocketClosure?
    private var isRegistered = false

    init(
        loop: ServiceLoop, configuration: WebSocketClientConfiguration,
        onEvent: (@Sendable (WebSocketClient.Event) -> Void)?
    ) {
        self.loop = loop
        self.configuration = configuration
        self.onEvent = onEvent
        peer = WebSocketPeer(
            loop: loop, queueLimit: configuration.maximumQueuedByteCount,
            messageLimit: configuration.maximumMessageByteCount, framing: .library)
    }

    var closure: WebSocketClosure? { inbox.withLock { $0.closure } }

    func connect(to url: WebSocketURL) throws(NetworkError) {
        loop.perform {
            // The library holds a pointer to this object until it reports the end.
            self.isRegistered = true
            let owner = Unmanaged.passRetained(self).toOpaque()
            if self.loop.connect(to: url, owner: owner) == nil {
                self.ended(WebSocketClosure(code: 1006, reason: "cannot connect"), of: nil)
            }
        }
        let deadline = DispatchTime.now() + .milliseconds(configuration.connectMilliseconds)
        guard connected.wait(timeout: deadline) == .success else {
            peer.close(WebSocketClosure(code: 1000, reason: ""))
            throw .timedOut(milliseconds: configuration.connectMilliseconds)
        }
        let (isOpen, closure) = inbox.withLock { ($0.isOpen, $0.closure) }
        guard isOpen else {
            throw .connectionFailed(code: closure?.code ?? 1006, message: closure?.reason ?? "")
        }
    }

    func receive(timeoutMilliseconds: Int) throws(NetworkError) -> [UInt8] {
        let deadline = DispatchTime.now() + .milliseconds(max(0, timeoutMilliseconds))
        guard arrivals.wait(timeout: deadline) == .success else {
            throw .timedOut(milliseconds: timeoutMilliseconds)
        }
        let (message, closure) = inbox.withLock { inbox -> ([UInt8]?, WebSocketClosure?) in
            guard inbox.head < inbox.messages.count else { return (nil, inbox.closure) }
            defer {
                inbox.head += 1
                if inbox.head == inbox.messages.count || inbox.head >= 1024 {
                    inbox.messages.removeFirst(inbox.head)
                    inbox.head = 0
                }
            }
            return (inbox.messages[inbox.head], nil)
        }
        if let message { return message }
        // Every later call must find the end as well.
        arrivals.signal()
        throw .closed(code: closure?.code ?? 1006, reason: closure?.reason ?? "")
    }

    func handle(
        _ connection: OpaquePointer, _ reason: lws_callback_reasons,
        _ input: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int32 {
        switch reason {
        case LWS_CALLBACK_CLIENT_ESTABLISHED:
            inbox.withLock { $0.isOpen = true }
            peer.opened(connection)
            connected.signal()
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
            ended(WebSocketClosure(code: 1006, reason: text(input, count)), of: connection)
        case LWS_CALLBACK_CLIENT_WRITEABLE: return peer.writable()
        case LWS_CALLBACK_CLIENT_RECEIVE: received(input, count)
        case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
            let bytes = [UInt8](UnsafeRawBufferPointer(start: input, count: count))
            statedClosure = WebSocketClosure(
                code: bytes.count < 2 ? 1005 : Int(bytes[0]) << 8 | Int(bytes[1]),
                reason: String(decoding: bytes.dropFirst(2), as: UTF8.self))
        case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_WSI_DESTROY:
            let lost = WebSocketClosure(code: 1006, reason: "connection lost")
            ended(statedClosure ?? lost, of: connection)
        default: break
        }
        return 0
    }

    private func received(_ input: UnsafeMutableRawPointer?, _ count: Int) {
        switch peer.received(input, count: count) {
        case .partial: break
        case .tooLarge: peer.close(WebSocketClosure(code: 1009, reason: "message too large"))
        case .message(let message):
            if let onEvent { return onEvent(.message(message)) }
            let isTaken = inbox.withLock { inbox in
                let waiting = inbox.messages.count - inbox.head
                guard waiting < configuration.maximumWaitingCount else { return false }
                inbox.messages.append(message)
                return true
            }
            if isTaken {
                arrivals.signal()
            } else {
                peer.close(WebSocketClosure(code: 1008, reason: "too many messages waiting"))
            }
        }
    }

    private func ended(_ closure: WebSocketClosure, of connection: OpaquePointer?) {
        guard isRegistered else { return }
        // The library may report further events of a connection that has ended.
        if let connection { lws_set_opaque_user_data(connection, nil) }
        isRegistered = false
        _ = peer.closed()
        inbox.withLock { $0.closure = closure }
        connected.signal()
        arrivals.signal()
        onEvent?(.closed(closure))
        Unmanaged.passUnretained(self).release()
    }

    private func text(_ input: UnsafeMutableRawPointer?, _ count: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(start: input, count: count), as: UTF8.self)
    }
}
