import Dispatch
import Network
import Synchronization
import Testing

/// Calls of several clients, taken in turns by the test: order is asserted, never time.
@Suite(.serialized) struct JSONRPCServiceTests {
    private func limits(_ change: (inout CallLimits) -> Void) -> CallLimits {
        var limits = CallLimits()
        change(&limits)
        return limits
    }

    private func reasons(_ answer: [UInt8]) throws -> [JSON?] {
        try #require(try JSON(parsing: answer).arrayValue).map { $0["error"]?["data"]?["reason"] }
    }

    @Test func honestCallIsAnsweredBeforeTheBacklogOfAnother() throws {
        let stepped = try SteppedService()
        let hostile = try stepped.webSocket()
        for _ in 0..<30 { hostile.send(batch(100, of: "hostile")) }
        try stepped.wait { $0.bodyCount == 30 }
        let honest = try stepped.webSocket()
        honest.send(batch(1, of: "honest"))
        try stepped.wait { $0.bodyCount == 31 }
        var turns = 0
        while !stepped.log.handled.contains("honest"), stepped.service.runNext() { turns += 1 }
        // A round or two of turns, not the 3,000 calls that were there before.
        #expect(turns < 12)
        #expect(stepped.log.handled.count < 10)
        #expect(try reasons(honest.receive(timeoutMilliseconds: 10_000)) == [nil])
    }

    @Test func workOfAConnectionThatIsGoneIsNotDone() throws {
        let stepped = try SteppedService()
        let hostile = try stepped.webSocket()
        for _ in 0..<30 { hostile.send(batch(100, of: "hostile")) }
        try stepped.wait { $0.bodyCount == 30 }
        // The first body is read and one of its calls done.
        for _ in 0..<2 { stepped.service.runNext() }
        #expect(stepped.service.callCount == 100)
        hostile.close()
        try stepped.wait { $0.endedCount == 1 }
        stepped.runAll()
        #expect(stepped.log.handled == ["hostile"])
        #expect(stepped.service.callCount == 0)
    }

    @Test func callsAreCountedUntilTheyAreAnswered() throws {
        let stepped = try SteppedService(limits { $0.callsPerConnection = 10 })
        let client = try stepped.webSocket()
        client.send(batch(10, of: "hold"))
        client.send(batch(1, of: "more"))
        try stepped.wait { $0.bodyCount == 2 }
        stepped.runAll()
        // Every handler of the batch has returned, and no call is answered.
        #expect(stepped.log.held.count == 10)
        #expect(stepped.service.callCount == 10)
        #expect(try reasons(client.receive(timeoutMilliseconds: 10_000)) == ["overloaded"])
        #expect(!stepped.log.handled.contains("more"))
        stepped.release()
        #expect(
            try reasons(client.receive(timeoutMilliseconds: 10_000))
                == .init(repeating: nil, count: 10))
        client.send(batch(1, of: "more"))
        try stepped.wait { $0.bodyCount == 3 }
        stepped.runAll()
        #expect(try reasons(client.receive(timeoutMilliseconds: 10_000)) == [nil])
        #expect(stepped.service.callCount == 0)
    }

    @Test func callsOfAGoneConnectionAreCountedWhileTheyAreWorkedOn() throws {
        let stepped = try SteppedService()
        let client = try stepped.webSocket()
        client.send(batch(3, of: "hold"))
        try stepped.wait { $0.bodyCount == 1 }
        stepped.runAll()
        client.close()
        try stepped.wait { $0.endedCount == 1 }
        #expect(stepped.service.callCount == 3)
        stepped.release()
        #expect(stepped.service.callCount == 0)
    }

    @Test func batchIsRefusedAsAWhole() throws {
        let stepped = try SteppedService(limits { $0.callsPerConnection = 10 })
        let client = try stepped.webSocket()
        client.send(batch(11, of: "never"))
        client.send(batch(10, of: "done"))
        try stepped.wait { $0.bodyCount == 2 }
        stepped.runAll()
        let refused = try reasons(client.receive(timeoutMilliseconds: 10_000))
        #expect(refused == .init(repeating: "overloaded", count: 11))
        _ = try client.receive(timeoutMilliseconds: 10_000)
        #expect(stepped.log.handled == .init(repeating: "done", count: 10))
    }

    /// All clients of these tests have one address.
    @Test func refusedRequestOverHTTPSaysWhenToTryAgain() throws {
        let stepped = try SteppedService(limits { $0.callsPerAddress = 10 })
        let other = try stepped.webSocket()
        other.send(batch(8, of: "hold"))
        try stepped.wait { $0.bodyCount == 1 }
        stepped.runAll()
        let socket = try RawSocket(port: stepped.server.port)
        let body = String(decoding: batch(3, of: "never"), as: UTF8.self)
        socket.send(
            Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n\(body)".utf8)
        )
        try stepped.wait { $0.bodyCount == 2 }
        stepped.runAll()
        let answer = socket.receive(until: "}]")
        #expect(answer.hasPrefix("HTTP/1.1 429 "))
        #expect(answer.contains("\r\nRetry-After: 1\r\n"))
        #expect(answer.contains("overloaded") && answer.contains("address"))
    }

    @Test func resumedCallWaitsForItsTurn() throws {
        let stepped = try SteppedService()
        let client = try stepped.webSocket()
        client.send(batch(1, of: "resume"))
        try stepped.wait { $0.bodyCount == 1 }
        for _ in 0..<2 { stepped.service.runNext() }
        #expect(stepped.log.handled == ["resume"] && stepped.service.callCount == 1)
        client.close()
        try stepped.wait { $0.endedCount == 1 }
        stepped.runAll()
        #expect(stepped.service.callCount == 0)
    }

    /// A client that sends faster than its turns come is not read further, and nothing is refused.
    @Test func readingPausesWhileMuchWaits() throws {
        let stepped = try SteppedService(limits { $0.waitingCost = 16_384 })
        let client = try stepped.webSocket()
        let message = batch(1, of: String(repeating: "a", count: 8_000))
        for _ in 0..<500 { client.send(message) }
        try stepped.wait { $0.bodyCount >= 2 }
        let other = try stepped.webSocket()
        other.send(batch(1, of: "b"))
        try stepped.wait { $0.bodyCount >= 3 }
        #expect(stepped.log.bodyCount < 100)
        for count in 1...500 {
            try stepped.wait { $0.bodyCount > count }
            stepped.runAll()
            #expect(try reasons(client.receive(timeoutMilliseconds: 10_000)) == [nil])
        }
    }
}
