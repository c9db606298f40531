private import CSystemWebSockets
private import Dispatch
private import Synchronization

/// An HTTP and WebSocket server on one port, served by one thread.
///
/// The limits of the configuration hold for hostile clients. Answers may come from any thread.
public final class Server: Sendable {
    /// The port on which the server listens.
    public let port: Int
    private let core: ServerCore
    private let isStopped = Atomic<Bool>(false)

    /// Starts to listen; throws `cannotListen`.
    public init(
        _ configuration: ServerConfiguration, handlers: ServerHandlers
    ) throws(NetworkError) {
        core = ServerCore(configuration, handlers: handlers)
        guard let port = core.start(), port > 0 else {
            throw .cannotListen(address: configuration.address, port: configuration.port)
        }
        self.port = port
    }

    deinit { stop(graceMilliseconds: 0) }

    /// The number of open connections.
    public var connectionCount: Int { core.connectionCount.load(ordering: .relaxed) }

    /// Stops the server and returns once all connections are closed and its thread has ended.
    ///
    /// No new connection is accepted; requests in progress and queued messages get the grace
    /// period. Must not be called from a handler.
    public func stop(graceMilliseconds: Int = 2_000) {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        core.stop(graceMilliseconds: graceMilliseconds)
    }
}

/// The server's state, used by the loop's thread only, apart from the constants.
private final class ServerCore: @unchecked Sendable {
    private enum Connection {
        case http(HTTPExchange)
        case webSocket(WebSocketConnection)
    }

    let connectionCount = Atomic<Int>(0)
    private let configuration: ServerConfiguration
    private let handlers: ServerHandlers
    private let loop: ServiceLoop
    private let drained = DispatchSemaphore(value: 0)
    private var connections: [OpaquePointer: Connection] = [:]
    private var addresses: BoundedCounts<String>
    private var nextID: UInt64 = 1
    private var isStopping = false

    init(_ configuration: ServerConfiguration, handlers: ServerHandlers) {
        self.configuration = configuration
        self.handlers = handlers
        addresses = BoundedCounts(
            keyLimit: configuration.maximumConnectionCountPerAddress,
            totalLimit: configuration.maximumConnectionCount)
        loop = ServiceLoop(
            pingSeconds: configuration.pingSeconds, hangUpSeconds: configuration.hangUpSeconds)
    }

    func start() -> Int? {
        let address = configuration.address == "0.0.0.0" ? nil : configuration.address
        guard (0...0xFFFF).contains(configuration.port) else { return nil }
        return loop.start(
            address: address, port: configuration.port, tls: false,
            handshakeSeconds: configuration.requestSeconds,
            keepAliveSeconds: configuration.keepAliveSeconds
        ) { [unowned self] connection, reason, input, count in
            handle(connection, lws_callback_reasons(reason), input, count)
        }
    }

    func stop(graceMilliseconds: Int) {
        loop.perform { self.beginStopping() }
        _ = drained.wait(timeout: .now() + .milliseconds(max(0, graceMilliseconds)))
        loop.perform { self.loop.finish() }
        loop.join()
    }

    private func beginStopping() {
        isStopping = true
        for (pointer, connection) in connections {
            switch connection {
            case .webSocket(let socket): socket.close(code: 1001, reason: "going away")
            case .http(let exchange) where exchange.isBusy: exchange.finishAfterAnswer()
            case .http: lws_set_timeout(pointer, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC)
            }
        }
        if connections.isEmpty { drained.signal() }
    }

    private func handle(
        _ pointer: OpaquePointer, _ reason: lws_callback_reasons,
        _ input: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int32 {
        switch reason {
        case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
            let descriptor = Int32(truncatingIfNeeded: Int(bitPattern: input))
            let isAdmitted = addresses.admits(1, of: Self.address(of: descriptor))
            return isStopping || !isAdmitted || !addresses.admits(1) ? 1 : 0
        case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
            accepted(pointer)
            return 0
        case LWS_CALLBACK_WSI_DESTROY:
            removed(pointer)
            return 0
        case LWS_CALLBACK_HTTP, LWS_CALLBACK_HTTP_BODY, LWS_CALLBACK_HTTP_BODY_COMPLETION,
            LWS_CALLBACK_HTTP_WRITEABLE:
            guard case .http(let exchange) = connections[pointer] else { return -1 }
            return handle(exchange, reason, input, count)
        case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
            let name = input.map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
            return name?.lowercased() == "websocket" ? 0 : -1
        case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
            let path = HTTPExchange.header(WSI_TOKEN_GET_URI, of: pointer)
            return path == configuration.webSocketPath && !isStopping ? 0 : 1
        default: return handleWebSocket(pointer, reason, input, count)
        }
    }

    private func handle(
        _ exchange: HTTPExchange, _ reason: lws_callback_reasons,
        _ input: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int32 {
        switch reason {
        case LWS_CALLBACK_HTTP:
            let (result, request) = exchange.began(input, count: count)
            if let request { handlers.request(request, exchange.responder) }
            return result
        case LWS_CALLBACK_HTTP_BODY:
            exchange.receivedBody(input, count: count)
            return 0
        case LWS_CALLBACK_HTTP_BODY_COMPLETION:
            let (result, request) = exchange.completedBody()
            if let request { handlers.request(request, exchange.responder) }
            return result
        default: return exchange.writable()
        }
    }

    private func handleWebSocket(
        _ pointer: OpaquePointer, _ reason: lws_callback_reasons,
        _ input: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int32 {
        if reason == LWS_CALLBACK_ESTABLISHED {
            opened(pointer)
            return 0
        }
        guard case .webSocket(let socket) = connections[pointer] else { return 0 }
        switch reason {
        case LWS_CALLBACK_SERVER_WRITEABLE: return socket.peer.writable()
        case LWS_CALLBACK_RECEIVE:
            switch socket.peer.received(input, count: count) {
            case .partial: break
            case .message(let message): handlers.received(socket, message)
            case .tooLarge:
                let error = RPCError(
                    code: -32600, reason: "body_too_large", message: "The message is too large.")
                socket.send(HTTPResponse.fault(error, status: 413).body)
                socket.close(code: 1009, reason: "message too large")
            }
        case LWS_CALLBACK_CLOSED: closed(socket)
        default: break
        }
        return 0
    }

    /// The address of the peer of a socket, as text.
    private static func address(of descriptor: Int32) -> String {
        var text = [CChar](repeating: 0, count: Int(zkl_address_length()))
        zkl_peer_address(descriptor, &text)
        let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func accepted(_ pointer: OpaquePointer) {
        let address = Self.address(of: lws_get_socket_fd(pointer))
        connections[pointer] = .http(
            HTTPExchange(
                loop: loop, configuration: configuration, connection: pointer,
                caller: Caller(connection: nextID, address: address)))
        nextID += 1
        addresses.add(1, of: address)
        connectionCount.add(1, ordering: .relaxed)
    }

    private func opened(_ pointer: OpaquePointer) {
        let peer = WebSocketPeer(
            loop: loop, queueLimit: configuration.maximumQueuedByteCount,
            messageLimit: configuration.maximumBodyByteCount)
        guard case .http(let exchange) = connections[pointer] else { return }
        let socket = WebSocketConnection(caller: exchange.caller, peer: peer)
        connections[pointer] = .webSocket(socket)
        peer.opened(pointer)
        handlers.opened(socket)
    }

    private func closed(_ socket: WebSocketConnection) {
        if socket.peer.closed() { handlers.closed(socket) }
    }

    private func removed(_ pointer: OpaquePointer) {
        guard let connection = connections.removeValue(forKey: pointer) else { return }
        connectionCount.subtract(1, ordering: .relaxed)
        let caller: Caller
        switch connection {
        case .http(let exchange):
            caller = exchange.caller
            exchange.closed()
        case .webSocket(let socket):
            caller = socket.caller
            closed(socket)
        }
        addresses.remove(1, of: caller.address)
        handlers.ended(caller)
        if isStopping, connections.isEmpty { drained.signal() }
    }
}
