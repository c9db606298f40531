import CSystemWebSockets

/// One HTTP/1.1 connection of a server: reads a request, awaits its answer, writes it, and repeats.
///
/// Used by the loop's thread only, apart from the constants. A client must wait for an answer
/// before its next request: one that sends ahead may lose the connection.
final class HTTPExchange: @unchecked Sendable {
    private enum Phase {
        case idle
        case reading
        case waiting
        case closing
    }

    let loop: ServiceLoop
    private let configuration: ServerConfiguration
    private let connection: OpaquePointer
    let caller: Caller
    private var phase = Phase.idle
    private var serial: UInt64 = 0
    private var method = HTTPMethod.get
    private var path = ""
    private var query = ""
    private var body: [UInt8] = []
    private var isDiscarding = false
    private var isGone = false
    private var isLast = false

    init(
        loop: ServiceLoop, configuration: ServerConfiguration, connection: OpaquePointer,
        caller: Caller
    ) {
        self.caller = caller
        self.loop = loop
        self.configuration = configuration
        self.connection = connection
    }

    /// Whether a request is being read or awaits its answer.
    var isBusy: Bool {
        if case .idle = phase { false } else { true }
    }

    /// Notes that the connection is closed: later answers are dropped.
    func closed() { isGone = true }

    /// Makes the next answer the last on this connection.
    func finishAfterAnswer() { isLast = true }

    /// Handles complete headers; returns the request if it has no body.
    func began(
        _ input: UnsafeMutableRawPointer?, count: Int
    ) -> (result: Int32, request: HTTPRequest?) {
        if case .closing = phase { return (-1, nil) }
        body = []
        isDiscarding = false
        serial += 1
        path = String(decoding: UnsafeRawBufferPointer(start: input, count: count), as: UTF8.self)
        query = readQuery()
        guard let method = readMethod() else {
            return (
                refuse(405, "method_not_allowed", "Only GET, POST and OPTIONS are served."), nil
            )
        }
        self.method = method
        guard header(WSI_TOKEN_HTTP_TRANSFER_ENCODING) == nil else {
            return (refuse(411, "length_required", "A body must state its Content-Length."), nil)
        }
        guard let lengthText = header(WSI_TOKEN_HTTP_CONTENT_LENGTH) else {
            guard method != .post else {
                return (
                    refuse(411, "length_required", "A body must state its Content-Length."), nil
                )
            }
            return (0, finishReading())
        }
        let isNumber = lengthText.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let length = Int(lengthText) else {
            return (refuse(400, "invalid_length", "The Content-Length is no number."), nil)
        }
        // A body somewhat too long is read to its end, so that the client gets an answer; a longer
        // one is cut off.
        guard length <= configuration.maximumBodyByteCount * 8 else {
            return (refuse(413, "body_too_large", "The body is too large."), nil)
        }
        isDiscarding = length > configuration.maximumBodyByteCount
        if length == 0, method != .post { return (0, finishReading()) }
        body.reserveCapacity(isDiscarding ? 0 : length)
        phase = .reading
        return (0, nil)
    }

    /// Handles a piece of the body.
    func receivedBody(_ input: UnsafeMutableRawPointer?, count: Int) {
        guard case .reading = phase, !isDiscarding, let input else { return }
        guard body.count + count <= configuration.maximumBodyByteCount else {
            isDiscarding = true
            return
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: input, count: count))
    }

    /// Handles the end of the body; returns the request unless it is refused here.
    ///
    /// The library reports the end again and again when a client sends its next request early: a
    /// result other than zero closes such a connection.
    func completedBody() -> (result: Int32, request: HTTPRequest?) {
        guard case .reading = phase else { return (-1, nil) }
        let request = finishReading()
        guard isDiscarding else { return (0, request) }
        responder.respond(fault("body_too_large", "The body is too large.", status: 413))
        return (0, nil)
    }

    private func finishReading() -> HTTPRequest {
        phase = .waiting
        lws_rx_flow_control(connection, 0)
        lws_set_timeout(
            connection, PENDING_TIMEOUT_HTTP_CONTENT, Int32(configuration.requestSeconds))
        defer { body = [] }
        return HTTPRequest(
            caller: caller, method: method, path: path, query: query, body: body)
    }

    var responder: HTTPResponder { HTTPResponder(exchange: self, serial: serial) }

    /// Writes the answer of a request; a second answer is dropped.
    ///
    /// The library does not call back for writing while reading is held, and would otherwise read
    /// the next request first. So the answer is written here, and the library keeps what the socket
    /// does not take.
    func answer(_ response: HTTPResponse, serial: UInt64) {
        guard !isGone, serial == self.serial, case .waiting = phase else { return }
        phase = .idle
        lws_set_timeout(
            connection, PENDING_TIMEOUT_HTTP_CONTENT, Int32(configuration.requestSeconds))
        var bytes = encode(response, isLast: isLast)
        let count = bytes.count
        let isWritten = lws_write(connection, &bytes, count, LWS_WRITE_HTTP) >= 0
        if isLast || !isWritten || lws_http_transaction_completed(connection) != 0 {
            phase = .closing
            lws_callback_on_writable(connection)
        }
        lws_rx_flow_control(connection, 1)
    }

    /// Handles the end of a write; a result other than zero closes the connection.
    func writable() -> Int32 {
        if case .closing = phase { -1 } else { 0 }
    }
}

extension HTTPExchange {
    private func fault(_ reason: String, _ message: String, status: Int) -> HTTPResponse {
        .fault(RPCError(code: -32600, reason: reason, message: message), status: status)
    }

    /// Answers at once and closes, for requests whose end is unknown or too far away.
    private func refuse(_ status: Int, _ reason: String, _ message: String) -> Int32 {
        var bytes = encode(fault(reason, message, status: status), isLast: true)
        let count = bytes.count
        _ = lws_write(connection, &bytes, count, LWS_WRITE_HTTP)
        return -1
    }

    private func readMethod() -> HTTPMethod? {
        if lws_hdr_total_length(connection, WSI_TOKEN_POST_URI) > 0 { return .post }
        if lws_hdr_total_length(connection, WSI_TOKEN_GET_URI) > 0 { return .get }
        return lws_hdr_total_length(connection, WSI_TOKEN_OPTIONS_URI) > 0 ? .options : nil
    }

    /// The query of the request; the library cuts it at each `&`.
    private func readQuery() -> String {
        var buffer = [CChar](repeating: 0, count: 8192)
        var parts: [String] = []
        while parts.count < 64 {
            let count = lws_hdr_copy_fragment(
                connection, &buffer, Int32(buffer.count), WSI_TOKEN_HTTP_URI_ARGS,
                Int32(parts.count))
            guard count > 0 else { break }
            parts.append(Self.text(buffer, Int(count)))
        }
        return parts.joined(separator: "&")
    }

    private static func text(_ buffer: [CChar], _ count: Int) -> String {
        String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private func header(_ token: lws_token_indexes) -> String? {
        Self.header(token, of: connection)
    }

    /// The value of a header line; `nil` if the request lacks it.
    static func header(_ token: lws_token_indexes, of connection: OpaquePointer) -> String? {
        let length = Int(lws_hdr_total_length(connection, token))
        guard length > 0 else { return nil }
        var buffer = [CChar](repeating: 0, count: length + 64)
        let count = lws_hdr_copy(connection, &buffer, Int32(buffer.count), token)
        guard count > 0 else { return nil }
        return text(buffer, Int(count))
    }

    private func encode(_ response: HTTPResponse, isLast: Bool) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) \(Self.phrase(response.status))\r\n"
        head += "Content-Type: \(response.contentType)\r\n"
        head += "Content-Length: \(response.body.count)\r\nCache-Control: no-store\r\n"
        if let seconds = response.retryAfterSeconds { head += "Retry-After: \(seconds)\r\n" }
        if let origin = configuration.allowedOrigin {
            head += "Access-Control-Allow-Origin: \(origin)\r\n"
            if method == .options {
                head += "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\n"
                head += "Access-Control-Allow-Headers: Content-Type\r\n"
                head += "Access-Control-Max-Age: 600\r\n"
            }
        }
        head += isLast ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n"
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.utf8.count + response.body.count)
        bytes.append(contentsOf: head.utf8)
        bytes.append(contentsOf: response.body)
        return bytes
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
