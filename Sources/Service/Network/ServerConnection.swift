import CSystemWebSockets
private import Glibc

/// One connection of a server: HTTP requests, each after the answer to the one before, until the
/// connection ends or becomes a WebSocket.
///
/// Every phase has a deadline for its whole length, so a client that sends or reads a byte now and
/// then gains nothing. A class because the loop and pending answers share it; unchecked because only
/// the loop's thread uses it, apart from the constants.
final class ServerConnection: @unchecked Sendable {
    private enum Phase {
        /// Reads a request.
        case reading
        /// Awaits the answer to a request.
        case waiting(HTTPHead)
        /// Sends what the socket did not take at once.
        case sending
        case webSocket(WebSocketConnection, WebSocketReader)
        /// The last answer is sent: what still arrives is discarded.
        case closing
    }

    let loop: ServiceLoop
    let caller: Caller
    private let configuration: ServerConfiguration
    private let handlers: ServerHandlers
    private let connection: OpaquePointer
    private var phase = Phase.reading
    private var reader: HTTPRequestReader
    private var serial: UInt64 = 0
    private var isGone = false
    private var isLast = false
    private var hasContinued = false
    private var isReceiving = true
    private var lastReceived: lws_usec_t = 0

    init(
        loop: ServiceLoop, configuration: ServerConfiguration, handlers: ServerHandlers,
        connection: OpaquePointer, caller: Caller
    ) {
        self.loop = loop
        self.caller = caller
        self.configuration = configuration
        self.handlers = handlers
        self.connection = connection
        reader = HTTPRequestReader(bodyByteCount: configuration.maximumBodyByteCount)
        setDeadline(configuration.requestSeconds)
    }

    private func setDeadline(_ seconds: Int) {
        lws_set_timer_usecs(connection, lws_usec_t(seconds) * 1_000_000)
    }

    /// Handles bytes; a result other than zero closes the connection.
    func received(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        switch phase {
        case .webSocket(let socket, let reader):
            lastReceived = lws_now_usecs()
            return received(bytes, from: socket, reader)
        case .closing: return 0
        case .reading:
            if !reader.isWithinRequest { setDeadline(configuration.requestSeconds) }
            reader.append(bytes)
            advance()
        case .waiting, .sending:
            reader.append(bytes)
            // A client that sends far ahead is read again after its answers.
            if reader.waitingByteCount >= Self.aheadByteCount { setReceiving(false) }
        }
        return 0
    }

    /// Handles that the socket takes more; a result other than zero closes the connection.
    func writable() -> Int32 {
        if case .webSocket(let socket, _) = phase { return socket.peer.writable() }
        guard lws_partial_buffered(connection) == 0 else {
            lws_callback_on_writable(connection)
            return 0
        }
        if case .sending = phase { sent() }
        return 0
    }

    /// Handles a deadline; a result other than zero closes the connection.
    func timedOut() -> Int32 {
        switch phase {
        case .reading where reader.isWithinRequest:
            refuse(HTTPRefusal(408, "timeout", "The request took too long to arrive."))
            return 0
        case .reading, .waiting, .sending, .closing: return -1
        case .webSocket(let socket, _):
            if socket.peer.isPaused { lastReceived = lws_now_usecs() }
            let silence = Int((lws_now_usecs() - lastReceived) / 1_000_000)
            guard silence < configuration.hangUpSeconds else { return -1 }
            if silence >= configuration.pingSeconds {
                _ = socket.peer.enqueue(WebSocketFrame.ping())
            }
            setDeadline(configuration.pingSeconds)
            return 0
        }
    }

    /// Ends the connection: a WebSocket with a reason, HTTP after a request in progress.
    func stop() {
        switch phase {
        case .webSocket(let socket, _): socket.close(code: 1001, reason: "going away")
        case .waiting, .sending: isLast = true
        case .reading, .closing:
            lws_set_timeout(connection, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC)
        }
    }

    /// Notes that the connection is closed: later answers are dropped.
    func closed() {
        isGone = true
        if case .webSocket(let socket, _) = phase, socket.peer.closed() { handlers.closed(socket) }
        handlers.ended(caller)
    }

    private func setReceiving(_ isOn: Bool) {
        guard isReceiving != isOn else { return }
        isReceiving = isOn
        lws_rx_flow_control(connection, isOn ? 1 : 0)
    }

    /// The bytes of further requests that are kept while one is answered.
    private static let aheadByteCount = 64 << 10
    /// The time for a client to close after the last answer.
    private static let closingSeconds = 2
}

// MARK: HTTP

extension ServerConnection {
    /// Reads the next request and passes it on.
    private func advance() {
        let reading: HTTPRequestReader.Reading
        do throws(HTTPRefusal) {
            reading = try reader.next()
        } catch {
            return refuse(error)
        }
        guard case .request(let head, let body) = reading else {
            if reader.awaitsContinue, !hasContinued {
                hasContinued = true
                write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            return
        }
        hasContinued = false
        serial += 1
        if !head.keepsAlive { isLast = true }
        phase = .waiting(head)
        setDeadline(configuration.requestSeconds)
        guard head.path != configuration.webSocketPath else {
            return upgrade(head)
        }
        let authorizations = head.values("authorization")
        handlers.request(
            HTTPRequest(
                caller: caller, method: HTTPMethod(rawValue: head.method) ?? .other,
                path: head.path, query: head.query,
                authorization: authorizations.count == 1 ? authorizations[0] : nil, body: body),
            HTTPResponder(connection: self, serial: serial))
    }

    /// Sends the answer to a request; a second answer is dropped.
    func answer(_ response: HTTPResponse, serial: UInt64) {
        guard !isGone, serial == self.serial, case .waiting(let head) = phase else { return }
        send(response, isHead: head.method == "HEAD", isOptions: head.method == "OPTIONS")
    }

    private func refuse(_ refusal: HTTPRefusal) {
        isLast = true
        let error = RPCError(code: -32_600, reason: refusal.reason, message: refusal.message)
        send(.fault(error, status: refusal.status), isHead: false, isOptions: false)
    }

    private func send(_ response: HTTPResponse, isHead: Bool, isOptions: Bool) {
        phase = .sending
        setDeadline(configuration.requestSeconds)
        write(
            response.encoded(
                isHead: isHead, isLast: isLast, allowedOrigin: configuration.allowedOrigin,
                isOptions: isOptions))
        if lws_partial_buffered(connection) == 0 {
            sent()
        } else {
            lws_callback_on_writable(connection)
        }
    }

    /// Goes on after an answer has left.
    private func sent() {
        guard !isLast else {
            // Closing at once could lose the answer when the client is still sending (RFC 9112, 9.6).
            phase = .closing
            setReceiving(true)
            shutdown(lws_get_socket_fd(connection), Int32(SHUT_WR))
            return setDeadline(Self.closingSeconds)
        }
        phase = .reading
        setDeadline(
            reader.isWithinRequest ? configuration.requestSeconds : configuration.keepAliveSeconds)
        advance()
        if reader.waitingByteCount < Self.aheadByteCount { setReceiving(true) }
    }

    /// Passes bytes to the library, which keeps what the socket does not take.
    private func write(_ bytes: [UInt8]) {
        var bytes = bytes
        let count = bytes.count
        if lws_write(connection, &bytes, count, LWS_WRITE_HTTP) < 0 {
            lws_set_timeout(connection, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC)
        }
    }
}

// MARK: WebSocket

extension ServerConnection {
    private func upgrade(_ head: HTTPHead) {
        switch WebSocketHandshake.answer(to: head) {
        case .refused(let response): answer(response, serial: serial)
        case .accepted(let bytes):
            write(bytes)
            let peer = WebSocketPeer(
                loop: loop, queueLimit: configuration.maximumQueuedByteCount,
                messageLimit: configuration.maximumBodyByteCount, framing: .own)
            let socket = WebSocketConnection(caller: caller, peer: peer)
            let reader = WebSocketReader(messageByteCount: configuration.maximumBodyByteCount)
            phase = .webSocket(socket, reader)
            lastReceived = lws_now_usecs()
            setDeadline(configuration.pingSeconds)
            peer.opened(connection)
            handlers.opened(socket)
            let early = self.reader.takeWaiting()
            early.withUnsafeBytes { _ = received($0, from: socket, reader) }
        }
    }

    private func received(
        _ bytes: UnsafeRawBufferPointer, from socket: WebSocketConnection, _ reader: WebSocketReader
    ) -> Int32 {
        var reader = reader
        // The reader is held once, so that it grows in place.
        phase = .closing
        defer { phase = .webSocket(socket, reader) }
        var position = 0
        do throws(WebSocketClosure) {
            while socket.peer.isReading, let event = try reader.next(bytes, from: &position) {
                switch event {
                case .message(let message): handlers.received(socket, message)
                case .ping(let payload): _ = socket.peer.enqueue(WebSocketFrame.pong(payload))
                case .pong: break
                case .close(let code): socket.peer.peerClosed(code)
                }
            }
        } catch {
            socket.close(code: error.code, reason: error.reason)
        }
        return 0
    }
}
