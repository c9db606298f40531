import Foundation
import Ledger
import Network
import Node
import NodeFixtures
import RpcApi
import Synchronization
import Testing

/// Hostile clients beside honest ones: the order of answers is asserted, never time.
@Suite(.serialized) struct FloodTests {
    private static let batch: [UInt8] = {
        let call = #"{"jsonrpc":"2.0","id":1,"method":"zkl_tokens"}"#
        return Array(
            ("[" + [String](repeating: call, count: 100).joined(separator: ",") + "]").utf8)
    }()

    @Test func honestCallsAndStatusPagesOvertakeABacklog() throws {
        let running = try RunningNode()
        let answered = Mutex(0)
        let hostile = try WebSocketClient("ws://127.0.0.1:\(running.node.port)/ws") { event in
            if case .message = event { answered.withLock { $0 += 1 } }
        }
        let count = 3_000
        for _ in 0..<count { hostile.send(Self.batch) }
        try running.wait { answered.withLock { $0 } > 0 }
        for path in ["/live", "/ready", "/metrics", "/health"] {
            #expect(try running.page(path).status == 200)
        }
        _ = try running.client.call(ReservesMethod.name, [:])
        _ = try running.submit(running.traders.alice.transfer(7, to: AccountID(2)))
        // Nearly all of the flood was there before.
        #expect(answered.withLock { $0 } < count / 2)
        hostile.close()
    }

    @Test func floodOfAConnectionThatIsGoneLeavesNothingBehind() throws {
        let running = try RunningNode()
        let hostile = try WebSocketClient("ws://127.0.0.1:\(running.node.port)/ws") { _ in }
        for _ in 0..<300 { hostile.send(Self.batch) }
        hostile.close()
        func calls() throws -> Bool {
            let page = String(decoding: try running.page("/metrics").body, as: UTF8.self)
            return page.contains("\nzkl_node_calls 0\n")
        }
        try running.wait { try calls() }
        #expect(try running.page("/ready").status == 200)
    }

    @Test func statusListenerAnswersWhenNoConnectionIsLeft() throws {
        let running = try RunningNode {
            $0.statusListener = ("127.0.0.1", 0)
            $0.maximumConnectionCount = 3
        }
        let url = "ws://127.0.0.1:\(running.node.port)/ws"
        var taken: [WebSocketClient] = []
        while let socket = try? WebSocketClient(url) { taken.append(socket) }
        #expect(!taken.isEmpty)
        #expect((try? running.page("/live"))?.status != 200)
        let port = try #require(running.node.statusPort)
        for path in ["/live", "/ready", "/metrics", "/health"] {
            let page = try HTTPClient().get("http://127.0.0.1:\(port)\(path)")
            #expect(page.status == 200, "\(path)")
        }
        let call = try HTTPClient().post("http://127.0.0.1:\(port)/", body: [])
        #expect(call.status == 404)
    }
}
