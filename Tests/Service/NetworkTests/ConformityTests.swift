import Network
import Testing

/// A server on a socket against RFC 9110, 9112 and 6455: what the readers' own tests do not see.
@Suite(.serialized) struct ConformityTests {
    private static func serve(
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> Server {
        var configuration = ServerConfiguration()
        change(&configuration)
        return try Server(
            configuration,
            handlers: ServerHandlers(
                request: { request, responder in
                    switch request.method {
                    case .post: responder.respond(HTTPResponse(body: request.body))
                    case .get, .head: responder.respond(.text("resource"))
                    case .options: responder.respond(.noContent)
                    case .other: responder.respond(.methodNotAllowed("GET, HEAD, POST, OPTIONS"))
                    }
                },
                received: { connection, message in connection.send(message) }))
    }

    private func exchange(_ server: Server, _ request: String, until end: String) throws -> String {
        let socket = try RawSocket(port: server.port)
        socket.send(Array(request.utf8))
        return socket.receive(until: end)
    }

    @Test func headHasNoBodyAndTheLengthOfIt() throws {
        let server = try Self.serve()
        let socket = try RawSocket(port: server.port)
        socket.send(Array("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        let head = socket.receive(until: "\r\n\r\n")
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
        #expect(head.contains("\r\nContent-Length: 8\r\n") && head.hasSuffix("\r\n\r\n"))
        // The connection is in step: the next answer begins where the head ended.
        socket.send(Array("GET /a HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        let next = socket.receive(until: "resource")
        #expect(next.hasPrefix("HTTP/1.1 200 OK\r\n") && next.hasSuffix("\r\n\r\nresource"))
        server.stop()
    }

    @Test func noContentHasNeitherTypeNorLength() throws {
        let server = try Self.serve()
        let answer = try exchange(
            server, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", until: "\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(!answer.contains("Content-"))
        server.stop()
    }

    @Test func chunkedBodiesAreRead() throws {
        let server = try Self.serve { $0.maximumBodyByteCount = 10 }
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let answer = try exchange(
            server, head + "5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n", until: "abcdefghij")
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("abcdefghij"))
        let long = try exchange(server, head + "5\r\nabcde\r\n6\r\n", until: "}}")
        #expect(long.hasPrefix("HTTP/1.1 413 ") && long.contains("Connection: close\r\n"))
        server.stop()
    }

    @Test func unknownMethodsAreToldWhatIsAllowed() throws {
        let server = try Self.serve()
        for method in ["PUT", "DELETE", "TRACE", "BREW"] {
            let answer = try exchange(
                server, "\(method) / HTTP/1.1\r\nHost: a\r\n\r\n", until: "allowed here")
            #expect(answer.hasPrefix("HTTP/1.1 405 "))
            #expect(answer.contains("\r\nAllow: GET, HEAD, POST, OPTIONS\r\n"))
        }
        server.stop()
    }

    @Test func continueIsSentBeforeTheBody() throws {
        let server = try Self.serve()
        let socket = try RawSocket(port: server.port)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        socket.send(Array(head.utf8))
        #expect(socket.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        socket.send(Array("ab".utf8))
        #expect(socket.receive(until: "\r\n\r\nab").hasPrefix("HTTP/1.1 200 "))
        server.stop()
    }

    @Test func connectionEndsWhenTheClientSaysSo() throws {
        let server = try Self.serve()
        for request in [
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        ] {
            let answer = try exchange(server, request, until: "never")
            #expect(answer.contains("Connection: close\r\n") && answer.hasSuffix("resource"))
        }
        server.stop()
    }

    @Test func handshakeFollowsTheStandard() throws {
        let server = try Self.serve()
        func upgrade(
            path: String = "/ws", version: String = "13", key: String = "dGhlIHNhbXBsZSBub25jZQ=="
        ) throws -> String {
            try exchange(
                server,
                "GET \(path) HTTP/1.1\r\nHost: a\r\nUpgrade: WebSocket\r\nConnection: keep-alive, "
                    + "Upgrade\r\nSec-WebSocket-Key: \(key)\r\nSec-WebSocket-Version: \(version)"
                    + "\r\n\r\n", until: "\r\n\r\n")
        }
        // The example of section 1.3.
        #expect(
            try upgrade().contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
        #expect(try upgrade(path: "/other").hasPrefix("HTTP/1.1 200 "))
        let old = try upgrade(version: "8")
        #expect(old.hasPrefix("HTTP/1.1 426 ") && old.contains("Sec-WebSocket-Version: 13\r\n"))
        #expect(try upgrade(key: "short").hasPrefix("HTTP/1.1 400 "))
        let plain = try exchange(server, "GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", until: "\r\n\r\n")
        #expect(plain.hasPrefix("HTTP/1.1 426 ") && plain.contains("Upgrade: websocket\r\n"))
        server.stop()
    }

    /// The closing frame that a server sends after some frames of a client.
    private func closure(after frames: [UInt8]) throws -> [UInt8] {
        let server = try Self.serve { $0.maximumBodyByteCount = 100 }
        defer { server.stop() }
        let socket = try RawSocket(port: server.port)
        socket.upgrade()
        socket.send(frames)
        // Not to the end of the connection: after a fault that is five seconds later.
        return socket.receiveFrame()
    }

    @Test func faultsCloseWithTheirCode() throws {
        let cases: [([UInt8], Int)] = [
            ([0x81, 0x01, 65], 1002), ([0x83, 0x80, 0, 0, 0, 0], 1002),
            ([0x82, 0x80, 0, 0, 0, 0], 1003), ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007),
            ([0x81, 0xFE, 0, 126, 0, 0, 0, 0], 1009),
        ]
        for (frames, code) in cases {
            let answer = try closure(after: frames)
            #expect(answer.first == 0x88)
            #expect(Int(answer[2]) << 8 | Int(answer[3]) == code)
        }
        // A client's closing frame is answered with its code, or with none.
        #expect(
            try closure(after: [0x88, 0x82, 0, 0, 0, 0, 0x0B, 0xB8]) == [0x88, 2, 0x0B, 0xB8])
        #expect(try closure(after: [0x88, 0x80, 0, 0, 0, 0]) == [0x88, 0])
    }

    @Test func silentSocketsArePingedAndEnd() throws {
        let server = try Self.serve {
            $0.pingSeconds = 1
            $0.hangUpSeconds = 2
        }
        let socket = try RawSocket(port: server.port)
        socket.upgrade()
        // One ping or two, then the end of the connection.
        let frames = socket.receiveBytes()
        #expect(frames.starts(with: [0x89, 0]) && frames.count <= 4)
        server.stop()
    }

    @Test func pingsAreAnsweredBetweenFragments() throws {
        let server = try Self.serve()
        let socket = try RawSocket(port: server.port)
        socket.upgrade()
        socket.send([0x01, 0x82, 0, 0, 0, 0] + Array("ab".utf8))
        socket.send([0x89, 0x81, 0, 0, 0, 0, 0x21])
        #expect(Array(socket.receive(atLeast: 3).utf8).last == 0x21)
        socket.send([0x80, 0x81, 0, 0, 0, 0] + Array("c".utf8))
        #expect(socket.receive(until: "abc").hasSuffix("abc"))
        server.stop()
    }
}
