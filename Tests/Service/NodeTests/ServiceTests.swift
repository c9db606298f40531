import Bytes
import Foundation
import Ledger
import Network
import Node
import NodeFixtures
import RpcApi
import Sequencing
import Settling
import Simulation
import Testing
import Transition

@Suite struct ServiceTests {
    @Test func operationIsFollowedFromSubmissionToBlock() throws {
        let running = try RunningNode()
        let result = try running.submit(running.traders.alice.transfer(7, to: AccountID(2)))
        let parameters = OperationMethod.Parameters(operationID: result.operationID).wire
        let status = try OperationMethod.result(
            running.client.call(OperationMethod.name, parameters))
        #expect(status.status == .sequenced && status.kind.name == "transfer")
        #expect(status.history.map(\.status) == [.sequenced])
        try running.wait { running.node.blockNumber >= result.blockNumber }
        let block = try BlockMethod.result(
            running.client.call(
                BlockMethod.name, BlockMethod.Parameters(.number(result.blockNumber)).wire))
        let data = try BlockDataMethod.result(
            running.client.call(
                BlockDataMethod.name, BlockDataMethod.Parameters(number: block.number).wire))
        let header = try BlockHeader(decoding: block.header.bytes)
        #expect(header.hash == block.headerHash)
        let operations = try BlockData(
            decoding: EncodedOperations(
                data: data.data.bytes, authorizations: data.authorizations.bytes)
        ).operations
        guard case .signed(let operation) = operations[Int(result.index)] else {
            Issue.record("not a signed operation")
            return
        }
        #expect(operation.id(network: Trader.network) == result.operationID)
    }

    @Test func subscriberGetsSnapshotThenChanges() throws {
        let running = try RunningNode()
        let socket = try WebSocketClient("ws://127.0.0.1:\(running.node.port)/ws")
        let subscribe = SubscribeMethod.Parameters(channel: .account, id: 2)
        socket.send(
            (["jsonrpc": "2.0", "id": 1, "method": "zkl_subscribe", "params": subscribe.wire]
                as JSON).bytes)
        var frames: [FrameHeader] = []
        var isAnswered = false
        func read() throws {
            let json = try JSON(parsing: socket.receive(timeoutMilliseconds: 10_000))
            if let parameters = json["params"] {
                frames.append(try FrameHeader(wire: parameters))
            } else {
                isAnswered = json["result"] != nil
            }
        }
        while frames.isEmpty || !isAnswered { try read() }
        #expect(frames[0].snapshot == true)
        _ = try running.submit(running.traders.alice.transfer(7, to: AccountID(2)))
        while frames.count < 2 { try read() }
        #expect(frames[1].snapshot == nil && frames[1].prevSeq == frames[0].seq)
        let event = try AccountEvent(wire: frames[1].data.wire)
        #expect(event.balances.map(\.amount) == [Amount(1_000 * TestTraders.coin + 7)])
        #expect(event.operations.map(\.status) == [.sequenced])
        // A client that had the snapshot resumes with the change alone.
        let resume = SubscribeMethod.Parameters(
            channel: .account, id: 2, fromSeq: frames[0].seq)
        socket.send(
            (["jsonrpc": "2.0", "id": 2, "method": "zkl_subscribe", "params": resume.wire]
                as JSON).bytes)
        while frames.count < 3 { try read() }
        #expect(frames[2].snapshot == nil && frames[2].seq == frames[1].seq)
    }

    @Test func pagesSayHowTheNodeIs() throws {
        let running = try RunningNode()
        #expect(try running.page("/ready").status == 200)
        let health = try HealthReport(wire: JSON(parsing: running.page("/health").body))
        #expect(health.isSimulated && health.status == .ok)
        #expect(health.modeText == "unproven: for development, computation is not proven")
        let metrics = String(decoding: try running.page("/metrics").body, as: UTF8.self)
        #expect(metrics.contains("zkl_node_ready 1"))
        #expect(try JSON(parsing: running.page("/openapi.json").body)["openapi"] == "3.1.0")
        #expect(try JSON(parsing: running.page("/asyncapi.json").body)["asyncapi"] == "3.0.0")
        #expect(try running.page("/nothing").status == 404)
    }

    @Test func withdrawalIsListedForBrokers() throws {
        let running = try RunningNode()
        let result = try running.submit(running.traders.alice.withdraw(TestTraders.coin))
        let payouts = try PayoutsMethod.result(
            running.client.call(
                PayoutsMethod.name, PayoutsMethod.Parameters(chain: Trader.chain).wire))
        #expect(
            payouts.payouts.map(\.payoutHash) == [
                try #require(result.receipt.orderedPayout).payoutHash
            ])
        let payout = try Payout(decoding: payouts.payouts[0].payout.bytes)
        #expect(payout.chainAmount == 1_000_000)
    }

    @Test func contractOfAnotherNetworkIsNotFollowed() throws {
        let traders = TestTraders()
        let chain = SimulatedChain(
            chain: Trader.chain, network: NetworkID(Trader.network.rawValue + 1),
            entries: traders.entries)
        var configuration = NodeConfiguration(
            network: Trader.network, feeOwner: ChainAddress(evm: Bytes20 { _ in 9 }),
            chains: [.simulated(chain, name: "foreign", isDataChain: true)], dataDirectory: "")
        configuration.listenPort = 0
        configuration.settlement.pollMilliseconds = 2
        configuration.blockIntervalMilliseconds = 5
        var ports = NodeService.Ports()
        ports.files = SimulatedFileSystem()
        ports.store = MemoryStore()
        let node = try NodeService.start(configuration, ports: ports)
        defer { node.stop() }
        func isRefused() -> Bool { node.health.alarms.contains { $0.reason == "wrongContract" } }
        for _ in 0..<2_000 where !isRefused() { Thread.sleep(forTimeInterval: 0.005) }
        #expect(isRefused())
        Thread.sleep(forTimeInterval: 0.05)
        #expect(node.blockNumber == 0)
    }

    @Test func stopsOnceAndServesNothingAfterwards() throws {
        let running = try RunningNode()
        _ = try running.submit(running.traders.alice.transfer(7, to: AccountID(2)))
        running.node.stop()
        running.node.stop()
        #expect(running.node.blockNumber > 0)
        #expect(throws: NetworkError.self) { try running.client.call(NetworkMethod.name, [:]) }
    }
}
