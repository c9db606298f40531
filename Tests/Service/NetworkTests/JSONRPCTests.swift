import Dispatch
import Foundation
import Network
import Synchronization
import Testing

@Suite struct JSONRPCTests {
    @Test func notificationCarriesAnEncodedMember() throws {
        let value: JSON = ["list": [1, 2], "text": "a\"b"]
        for params: JSONObject in [[:], ["number": 7, "name \"x\"": "y"]] {
            let bytes = JSONRPCDispatcher.notification(
                "zkl_event", params, "data", encoded: value.bytes)
            var expected = params
            expected["data"] = value
            let call: JSON = [
                "jsonrpc": "2.0", "method": "zkl_event", "params": .object(expected),
            ]
            #expect(try JSON(parsing: bytes) == call)
        }
    }

    /// Echoes parameters; some methods fail.
    @Sendable private static func handle(_ request: RPCRequest, _ responder: RPCResponder) {
        switch request.method {
        case "echo": responder.succeed(request.params)
        case "later": Thread.detachNewThread { responder.succeed("late") }
        case "twice":
            responder.succeed(1)
            responder.succeed(2)
        default: responder.fail(.methodNotFound(request.method))
        }
    }

    private func dispatch(_ body: String) throws -> JSON? {
        let answer = Mutex<[UInt8]?>(nil)
        let done = DispatchSemaphore(value: 0)
        JSONRPCDispatcher().dispatch(Array(body.utf8), handler: Self.handle) { bytes in
            answer.withLock { $0 = bytes }
            done.signal()
        }
        #expect(done.wait(timeout: .now() + 10) == .success)
        return try answer.withLock { $0 }.map { try JSON(parsing: $0) }
    }

    @Test(arguments: [
        (
            #"{"jsonrpc":"2.0","method":"echo","params":[1],"id":7}"#,
            #"{"jsonrpc":"2.0","result":[1],"id":7}"#
        ),
        (
            #"{"jsonrpc":"2.0","method":"echo","params":{"a":1},"id":"x"}"#,
            #"{"jsonrpc":"2.0","result":{"a":1},"id":"x"}"#
        ),
        (
            #"{"jsonrpc":"2.0","method":"echo","id":null}"#,
            #"{"jsonrpc":"2.0","result":{},"id":null}"#
        ),
        (
            #"{"jsonrpc":"2.0","method":"later","id":1}"#,
            #"{"jsonrpc":"2.0","result":"late","id":1}"#
        ),
        (
            #"{"jsonrpc":"2.0","method":"twice","id":1}"#,
            #"{"jsonrpc":"2.0","result":1,"id":1}"#
        ),
    ])
    func answersCalls(body: String, answer: String) throws {
        #expect(try dispatch(body) == JSON(parsing: answer))
    }

    @Test(arguments: [
        ("", -32700, "parse_error"), ("{", -32700, "parse_error"), ("nul", -32700, "parse_error"),
        ("1", -32600, "invalid_request"), ("[]", -32600, "invalid_request"),
        ("{}", -32600, "invalid_request"), (#"{"jsonrpc":"1.0"}"#, -32600, "invalid_request"),
        (#"{"jsonrpc":"2.0","method":1,"id":1}"#, -32600, "invalid_request"),
        (#"{"jsonrpc":"2.0","method":"echo","params":1,"id":1}"#, -32600, "invalid_request"),
        (#"{"jsonrpc":"2.0","method":"echo","id":{}}"#, -32600, "invalid_request"),
        (#"{"jsonrpc":"2.0","method":"none","id":1}"#, -32601, "method_not_found"),
    ])
    func refusesWhatIsNoCall(body: String, code: Int, reason: String) throws {
        let answer = try dispatch(body)
        #expect(answer?["error"]?["code"]?.integerValue() == code)
        #expect(answer?["error"]?["data"]?["reason"]?.stringValue == reason)
    }

    @Test func answersBatchesInOrderWithoutNotifications() throws {
        let answer = try dispatch(
            """
            [{"jsonrpc":"2.0","method":"later","id":1},{"jsonrpc":"2.0","method":"echo"},
             5,{"jsonrpc":"2.0","method":"echo","params":[3],"id":3}]
            """)
        #expect(answer?.arrayValue?.count == 3)
        #expect(answer?[0]?["result"] == "late")
        #expect(answer?[1]?["error"]?["code"] == -32600)
        #expect(answer?[2]?["result"] == [3])
        #expect(try dispatch(#"[{"jsonrpc":"2.0","method":"echo"}]"#) == nil)
        #expect(try dispatch(#"{"jsonrpc":"2.0","method":"later"}"#) == nil)
    }

    @Test func boundsTheAnswersOfABatch() throws {
        let answer = Mutex<[UInt8]?>(nil)
        let call = #"{"jsonrpc":"2.0","method":"METHOD","id":1}"#
        let methods = ["long", "long", "long", "short"]
        let body = methods.map { call.replacing("METHOD", with: $0) }.joined(separator: ",")
        let long = JSON.string(String(repeating: "a", count: 100_000))
        JSONRPCDispatcher(answerByteLimit: 250_000).dispatch(
            Array("[\(body)]".utf8),
            handler: { $1.succeed($0.method == "long" ? long : "done") },
            completion: { bytes in answer.withLock { $0 = bytes } })
        let bytes = try #require(answer.withLock { $0 })
        #expect(bytes.count < 250_000)
        let answers = try #require(try JSON(parsing: bytes).arrayValue)
        #expect(answers.count == 4)
        #expect(answers[0]["result"] == long && answers[1]["result"] == long)
        #expect(answers[2]["error"]?["data"]?["reason"] == "answer_too_large")
        // A short result is always reported, however long the ones before it are.
        #expect(answers[3]["result"] == "done")
    }

    @Test func boundsABatch() throws {
        let call = #"{"jsonrpc":"2.0","method":"echo","id":1}"#
        func batch(_ count: Int) -> String {
            "[" + [String](repeating: call, count: count).joined(separator: ",") + "]"
        }
        #expect(try dispatch(batch(100))?.arrayValue?.count == 100)
        #expect(try dispatch(batch(101))?["error"]?["data"]?["reason"] == "batch_too_large")
    }

    private static func serve() throws -> Server {
        let dispatcher = JSONRPCDispatcher()
        return try Server(
            ServerConfiguration(),
            handlers: ServerHandlers(
                request: { request, responder in
                    dispatcher.dispatch(request.body, handler: handle) { bytes in
                        responder.respond(HTTPResponse(body: bytes ?? []))
                    }
                },
                received: { connection, message in
                    dispatcher.dispatch(message, handler: handle) { bytes in
                        connection.send(bytes ?? Array("none".utf8))
                    }
                }))
    }

    @Test func clientAndServerUnderstandEachOther() throws {
        let server = try Self.serve()
        let client = JSONRPCClient(url: "http://127.0.0.1:\(server.port)/")
        #expect(try client.call("echo", ["a", 1]) == ["a", 1])
        #expect(try client.call("later") == "late")
        #expect(throws: NetworkError.remote(.methodNotFound("none"))) { try client.call("none") }
        let results = try client.batch([("later", []), ("none", []), ("echo", ["x"])])
        #expect(
            results == [.success("late"), .failure(.methodNotFound("none")), .success(["x"])])
        server.stop()
    }

    /// Bodies of which most are broken: each gets one answer and the server stays up.
    @Test func survivesHundredThousandMutatedBodies() throws {
        let server = try Self.serve()
        let client = try WebSocketClient("ws://127.0.0.1:\(server.port)/ws")
        let seeds = [
            #"{"jsonrpc":"2.0","method":"echo","params":{"amount":"12","list":[1,2.5e3]},"id":1}"#,
            #"[{"jsonrpc":"2.0","method":"echo","id":"a"},{"jsonrpc":"2.0","method":"no"}]"#,
        ].map { Array($0.utf8) }
        var random = Seeded(seed: 0xB0D1E5)
        var counts = (errors: 0, results: 0)
        for _ in 0..<100 {
            for _ in 0..<1000 {
                var body = seeds[Int.random(in: 0..<seeds.count, using: &random)]
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    guard body.count > 2 else { break }
                    let index = Int.random(in: 0..<body.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: body[index] = UInt8.random(in: 0...255, using: &random)
                    case 1: body.remove(at: index)
                    case 2: body.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: index)
                    default: body.removeLast(min(index, body.count - 1))
                    }
                }
                // Messages are text: bytes that are not have a test of their own.
                client.send(Array(String(decoding: body, as: UTF8.self).utf8))
            }
            for _ in 0..<1000 {
                let answer = try client.receive(timeoutMilliseconds: 10_000)
                let isError = answer.starts(with: Array(#"{"jsonrpc":"2.0","error""#.utf8))
                if isError { counts.errors += 1 } else { counts.results += 1 }
            }
        }
        #expect(counts.errors + counts.results == 100_000)
        #expect(counts.errors > 10_000)
        #expect(counts.results > 10_000)
        server.stop()
    }

    @Test func rendersMetrics() {
        let metrics = Metrics()
        let labels = [MetricLabel("method", "a\"b")]
        let counter = metrics.counter("zkl_rpc_requests_total", help: "Requests.", labels: labels)
        counter.add(2)
        metrics.counter("zkl_rpc_requests_total", help: "Requests.", labels: labels).add()
        metrics.gauge("zkl_rpc_connections_count", help: "Open.").set(-4)
        let times = metrics.histogram("zkl_rpc_time_seconds", help: "Time.", bounds: [0.5, 1])
        for value in [0.25, 0.75, 8] { times.observe(value) }
        #expect(
            metrics.render() == """
                # HELP zkl_rpc_connections_count Open.
                # TYPE zkl_rpc_connections_count gauge
                zkl_rpc_connections_count -4
                # HELP zkl_rpc_requests_total Requests.
                # TYPE zkl_rpc_requests_total counter
                zkl_rpc_requests_total{method="a\\"b"} 3
                # HELP zkl_rpc_time_seconds Time.
                # TYPE zkl_rpc_time_seconds histogram
                zkl_rpc_time_seconds_bucket{le="0.5"} 1
                zkl_rpc_time_seconds_bucket{le="1.0"} 2
                zkl_rpc_time_seconds_bucket{le="+Inf"} 3
                zkl_rpc_time_seconds_sum 9.0
                zkl_rpc_time_seconds_count 3

                """)
    }
}
