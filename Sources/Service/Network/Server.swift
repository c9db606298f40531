private import CSystemWebSockets
private import Dispatch
private import Glibc
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
    let connectionCount = Atomic<Int>(0)
    private let configuration: ServerConfiguration
    private let handlers: ServerHandlers
    private let loop = ServiceLoop(pingSeconds: 0, hangUpSeconds: 0)
    private let drained = DispatchSemaphore(value: 0)
    private var connections: [OpaquePointer: ServerConnection] = [:]
    private var addresses: BoundedCounts<String>
    private var nextID: UInt64 = 1
    private var isStopping = false

    init(_ configuration: ServerConfiguration, handlers: ServerHandlers) {
        self.configuration = configuration
        self.handlers = handlers
        addresses = BoundedCounts(
            keyLimit: configuration.maximumConnectionCountPerAddress,
            totalLimit: configuration.maximumConnectionCount)
    }

    func start() -> Int? {
        let address = configuration.address == "0.0.0.0" ? nil : configuration.address
        guard (0...0xFFFF).contains(configuration.port) else { return nil }
        return loop.start(
            address: address, port: configuration.port, tls: false,
            handshakeSeconds: configuration.requestSeconds
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
        for connection in connections.values { connection.stop() }
        if connections.isEmpty { drained.signal() }
    }

    private func handle(
        _ pointer: OpaquePointer, _ reason: lws_callback_reasons,
        _ input: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int32 {
        switch reason {
        case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
            return admits(Int32(truncatingIfNeeded: Int(bitPattern: input))) ? 0 : 1
        case LWS_CALLBACK_RAW_ADOPT: accepted(pointer)
        case LWS_CALLBACK_RAW_RX:
            return connections[pointer]?.received(
                UnsafeRawBufferPointer(start: input, count: count)) ?? -1
        case LWS_CALLBACK_RAW_WRITEABLE: return connections[pointer]?.writable() ?? -1
        case LWS_CALLBACK_TIMER: return connections[pointer]?.timedOut() ?? -1
        case LWS_CALLBACK_RAW_CLOSE, LWS_CALLBACK_WSI_DESTROY: removed(pointer)
        default: break
        }
        return 0
    }

    /// Whether a connection that was just accepted may stay; tells the client if not.
    private func admits(_ descriptor: Int32) -> Bool {
        guard !isStopping else { return false }
        let isWithin = addresses.admits(1, of: Self.address(of: descriptor))
        guard isWithin, addresses.admits(1) else {
            let refusal = HTTPResponse.text("too many connections\n", status: isWithin ? 503 : 429)
                .retrying(afterSeconds: 1)
            let bytes = refusal.encoded(
                isHead: false, isLast: true, allowedOrigin: configuration.allowedOrigin,
                isOptions: false)
            send(
                descriptor, bytes, bytes.count,
                Int32(MSG_DONTWAIT) | Int32(bitPattern: UInt32(MSG_NOSIGNAL)))
            return false
        }
        return true
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
        connections[pointer] = ServerConnection(
            loop: loop, configuration: configuration, handlers: handlers, connection: pointer,
            caller: Caller(connection: nextID, address: address))
        nextID += 1
        addresses.add(1, of: address)
        connectionCount.add(1, ordering: .relaxed)
    }

    private func removed(_ pointer: OpaquePointer) {
        guard let connection = connections.removeValue(forKey: pointer) else { return }
        connectionCount.subtract(1, ordering: .relaxed)
        addresses.remove(1, of: connection.caller.address)
        connection.closed()
        if isStopping, connections.isEmpty { drained.signal() }
    }
}
