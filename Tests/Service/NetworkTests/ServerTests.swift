import Dispatch
import Foundation
import Glibc
import Network
import Synchronization
import Testing

/// Servers on ports that the system chooses; handlers answer from another thread.
@Suite(.serialized) struct ServerTests {
    private static let queue = DispatchQueue(label: "answers")

    /// Echoes bodies over HTTP and messages over WebSocket.
    private static func echo(
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> Server {
        var configuration = ServerConfiguration()
        change(&configuration)
        return try Server(
            configuration,
            handlers: ServerHandlers(
                request: { request, responder in
                    queue.async {
                        switch request.path {
                        case "/live": responder.respond(.text("query:" + request.query))
                        case "/never": break
                        case "/large":
                            responder.respond(
                                HTTPResponse(body: [UInt8](repeating: 0x20, count: 3 << 20)))
                        case "/": responder.respond(HTTPResponse(body: request.body))
                        default: responder.respond(.text("nothing here", status: 404))
                        }
                    }
                },
                received: { connection, message in queue.async { connection.send(message) } }))
    }

    private func url(_ server: Server, _ path: String = "/") -> String {
        "http://127.0.0.1:\(server.port)\(path)"
    }

    private func webSocket(_ server: Server, _ path: String = "/ws") throws -> WebSocketClient {
        try WebSocketClient("ws://127.0.0.1:\(server.port)\(path)")
    }

    @Test func answersRequestsOnAReusedConnection() throws {
        let server = try Self.echo()
        let client = HTTPClient()
        for count in [0, 1, 3, 5000, 70_000, 1 << 20] {
            let body = [UInt8](repeating: UInt8(ascii: "a"), count: count)
            let response = try client.post(url(server), body: body)
            #expect(response.status == 200)
            #expect(response.body == body)
            #expect(server.connectionCount == 1)
        }
        #expect(try client.get(url(server, "/live?a=1&b=2")).body == Array("query:a=1&b=2".utf8))
        #expect(try client.get(url(server, "/live?a=1&b=2")).status == 200)
        #expect(try client.get(url(server, "/other")).status == 404)
        #expect(try client.get(url(server, "/large")).body.count == 3 << 20)
        #expect(server.connectionCount == 1)
        server.stop()
    }

    @Test func refusesOversizedBodies() throws {
        let server = try Self.echo { $0.maximumBodyByteCount = 1000 }
        let client = HTTPClient()
        let largest = [UInt8](repeating: 65, count: 1000)
        #expect(try client.post(url(server), body: largest).status == 200)
        for count in [1001, 8000, 100_000] {
            let body = [UInt8](repeating: 65, count: count)
            let response = try client.post(url(server), body: body)
            #expect(response.status == 413)
            let json = try JSON(parsing: response.body)
            #expect(json["error"]?["data"]?["reason"] == "body_too_large")
        }
        #expect(try client.post(url(server), body: [1]).status == 200)
        server.stop()
    }

    @Test func answersRequestsSentAheadInOrder() throws {
        let server = try Self.echo()
        let socket = try RawSocket(port: server.port)
        let bodies = (1...50).map { "body-\($0)-" }
        let requests = bodies.map {
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)"
        }
        socket.send(Array(requests.joined().utf8))
        let answers = socket.receive(until: "body-50-").split(separator: "HTTP/1.1 200 OK")
        #expect(answers.count == 50)
        for (answer, body) in zip(answers, bodies) { #expect(answer.hasSuffix(body)) }
        server.stop()
    }

    @Test func endsConnectionsThatDripARequest() throws {
        let server = try Self.echo { $0.requestSeconds = 1 }
        let starts = [
            "POST / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n",
        ]
        for start in starts {
            let socket = try RawSocket(port: server.port)
            socket.send(Array(start.utf8))
            for _ in 0..<40 {
                usleep(50_000)
                socket.send(Array("a".utf8))
            }
            #expect(socket.receive(until: "Connection: close").hasPrefix("HTTP/1.1 408 "))
        }
        let silent = try RawSocket(port: server.port)
        #expect(silent.receive(atLeast: 1) == "")
        server.stop()
    }

    @Test func echoesMessagesOfEverySize() throws {
        let server = try Self.echo()
        let client = try webSocket(server)
        for count in [0, 1, 125, 126, 4096, 65_535, 65_536, 300_000, 1 << 20] {
            let message = [UInt8](repeating: UInt8(ascii: "m"), count: count)
            client.send(message)
            #expect(try client.receive(timeoutMilliseconds: 10_000) == message)
        }
        server.stop()
    }

    @Test func closesOnOversizedMessagesWithAReason() throws {
        let server = try Self.echo { $0.maximumBodyByteCount = 1000 }
        let client = try webSocket(server)
        client.send([UInt8](repeating: 65, count: 1001))
        #expect(throws: NetworkError.closed(code: 1009, reason: "message too large")) {
            try client.receive(timeoutMilliseconds: 10_000)
        }
        server.stop()
    }

    @Test func refusesWebSocketsElsewhere() throws {
        let server = try Self.echo()
        #expect(throws: NetworkError.self) { try webSocket(server, "/other") }
        _ = try webSocket(server)
        server.stop()
    }

    @Test func boundsTheConnections() throws {
        let server = try Self.echo { $0.maximumConnectionCount = 3 }
        let clients = try (0..<3).map { _ in try webSocket(server) }
        #expect(throws: NetworkError.self) { try webSocket(server) }
        clients[0].send([1])
        #expect(try clients[0].receive(timeoutMilliseconds: 5_000) == [1])
        server.stop()
    }

    @Test func boundsTheConnectionsOfAnAddress() throws {
        let server = try Self.echo { $0.maximumConnectionCountPerAddress = 2 }
        let clients = try (0..<2).map { _ in try webSocket(server) }
        #expect(throws: NetworkError.self) { try webSocket(server) }
        let elsewhere = try RawSocket(port: server.port, from: "127.0.0.2")
        elsewhere.send(Array("GET /live HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(elsewhere.receive(until: "query:").hasPrefix("HTTP/1.1 200"))
        clients[0].close()
        for _ in 0..<2_000 where server.connectionCount > 2 { usleep(5_000) }
        #expect(try HTTPClient().get(url(server, "/live")).status == 200)
        server.stop()
    }

    @Test func cutsSlowReadersButNotOthers() throws {
        let outcome = Mutex<SendOutcome>(.queued)
        let done = DispatchSemaphore(value: 0)
        let gone = DispatchSemaphore(value: 0)
        var configuration = ServerConfiguration()
        configuration.maximumQueuedByteCount = 1 << 20
        let server = try Server(
            configuration,
            handlers: ServerHandlers(
                request: { _, responder in responder.respond(.text("ok")) },
                received: { connection, _ in
                    // Far more than socket buffers and the queue hold, to a reader that sleeps.
                    let chunk = [UInt8](repeating: 65, count: 1 << 16)
                    var last = SendOutcome.queued
                    for _ in 0..<1000 where last == .queued { last = connection.send(chunk) }
                    outcome.withLock { $0 = last }
                    done.signal()
                }, closed: { _ in gone.signal() }))
        let slow = try RawSocket(port: server.port)
        slow.upgrade()
        slow.send([0x81, 0x81, 0, 0, 0, 0, 65])
        #expect(done.wait(timeout: .now() + 10) == .success)
        #expect(outcome.withLock { $0 } == .cut)
        #expect(try HTTPClient().get(url(server)).status == 200)
        #expect(gone.wait(timeout: .now() + 20) == .success)
        server.stop()
    }

    @Test func tellsSlowReadersWhy() throws {
        var configuration = ServerConfiguration()
        configuration.maximumQueuedByteCount = 1000
        let server = try Server(
            configuration,
            handlers: ServerHandlers(
                request: { _, responder in responder.respond(.text("ok")) },
                received: { connection, _ in
                    connection.send([UInt8](repeating: 65, count: 900))
                    connection.send([UInt8](repeating: 65, count: 900))
                }))
        let client = try webSocket(server)
        client.send([1])
        #expect(throws: NetworkError.closed(code: 1008, reason: "slow consumer")) {
            while true { _ = try client.receive(timeoutMilliseconds: 10_000) }
        }
        server.stop()
    }

    @Test func stopsWithClientsConnected() throws {
        let server = try Self.echo()
        let client = try webSocket(server)
        let idle = try RawSocket(port: server.port)
        let halfOpen = try RawSocket(port: server.port)
        halfOpen.send(Array("POST / HTTP/1.1\r\nHost".utf8))
        let http = HTTPClient()
        #expect(try http.get(url(server, "/live")).status == 200)
        server.stop(graceMilliseconds: 1_000)
        #expect(throws: NetworkError.closed(code: 1001, reason: "going away")) {
            try client.receive(timeoutMilliseconds: 10_000)
        }
        #expect(idle.receive(atLeast: 1) == "")
        #expect(throws: NetworkError.self) { try http.get(url(server, "/live")) }
        // The port is free again.
        let next = try Self.echo { $0.port = server.port }
        #expect(try http.get(url(next, "/live")).status == 200)
        next.stop()
    }

    @Test func answersWhatIsBeingHandledBeforeItStops() throws {
        let held = Mutex<HTTPResponder?>(nil)
        let arrived = DispatchSemaphore(value: 0)
        let server = try Server(
            ServerConfiguration(),
            handlers: ServerHandlers(request: { _, responder in
                held.withLock { $0 = responder }
                arrived.signal()
            }))
        let answer = Mutex<HTTPResponse?>(nil)
        let received = DispatchSemaphore(value: 0)
        let target = url(server)
        // Threads of their own: the global queue's may all be proving for other tests.
        Thread.detachNewThread {
            answer.withLock { $0 = try? HTTPClient().get(target) }
            received.signal()
        }
        #expect(arrived.wait(timeout: .now() + 10) == .success)
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.05)
            held.withLock { $0?.respond(.text("late")) }
        }
        server.stop(graceMilliseconds: 10_000)
        #expect(received.wait(timeout: .now() + 10) == .success)
        #expect(answer.withLock { $0?.body } == Array("late".utf8))
    }

    @Test func dropsRequestsThatAreNeverAnswered() throws {
        let server = try Self.echo { $0.requestSeconds = 1 }
        #expect(throws: NetworkError.self) { try HTTPClient().get(url(server, "/never")) }
        let halfOpen = try RawSocket(port: server.port)
        halfOpen.send(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc".utf8))
        #expect(halfOpen.receive(until: "}}").hasPrefix("HTTP/1.1 408 "))
        server.stop()
    }

    @Test func refusesAPortInUse() throws {
        let server = try Self.echo()
        #expect(throws: NetworkError.cannotListen(address: "127.0.0.1", port: server.port)) {
            try Self.echo { $0.port = server.port }
        }
        server.stop()
    }

    @Test func reportsServersThatAreNotThere() throws {
        let server = try Self.echo()
        server.stop()
        #expect(throws: NetworkError.self) { try webSocket(server) }
        #expect(throws: NetworkError.self) { try HTTPClient().get(url(server)) }
        #expect(throws: NetworkError.invalidURL) { try HTTPClient().get("file:///etc/hostname") }
        #expect(throws: NetworkError.invalidURL) { try WebSocketClient("http://127.0.0.1") }
    }

    @Test func boundsTheWaitAndTheAnswerOfAClient() throws {
        let server = try Self.echo()
        let impatient = HTTPClient(HTTPClientConfiguration(timeoutMilliseconds: 50))
        #expect(throws: NetworkError.timedOut(milliseconds: 50)) {
            try impatient.get(url(server, "/never"))
        }
        let small = HTTPClient(HTTPClientConfiguration(maximumResponseByteCount: 100))
        #expect(throws: NetworkError.responseTooLarge(limit: 100)) {
            try small.get(url(server, "/large"))
        }
        #expect(try small.post(url(server), body: [1]).body == [1])
        server.stop(graceMilliseconds: 0)
    }
}
