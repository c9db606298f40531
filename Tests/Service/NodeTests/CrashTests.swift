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
import Storage
import Synchronization
import Testing
import Transition

/// A store that refuses everything from one write on, as if the power had failed there.
final class FailingStore: KeyValueStore {
    private let inner: MemoryStore
    private let writesLeft: Mutex<Int>

    init(_ inner: MemoryStore, writesLeft: Int) {
        self.inner = inner
        self.writesLeft = Mutex(writesLeft)
    }

    func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? { try inner.get(key) }

    func write(_ batch: WriteBatch) throws(StorageError) {
        let isAllowed = writesLeft.withLock { left in
            left -= 1
            return left >= 0
        }
        guard isAllowed else { throw .unavailable }
        try inner.write(batch)
    }

    func scan(prefix: [UInt8], from: [UInt8], limit: Int) throws(StorageError) -> [KeyValue] {
        try inner.scan(prefix: prefix, from: from, limit: limit)
    }
}

/// A node on simulated files, driven through its own interface.
struct CrashScene {
    let chain: SimulatedChain
    let store = MemoryStore()
    var operations: [SignedOperation] = []

    init() {
        var traders = TestTraders()
        chain = SimulatedChain(
            chain: Trader.chain, network: Trader.network, entries: traders.entries)
        for amount in 1...24 {
            operations.append(traders.alice.transfer(UInt128(amount), to: AccountID(2)))
        }
    }

    func configuration() -> NodeConfiguration {
        var configuration = NodeConfiguration(
            network: Trader.network, feeOwner: ChainAddress(evm: Bytes20 { _ in 9 }),
            chains: [
                .simulated(chain, name: "simulated", isDataChain: true)
            ], dataDirectory: "")
        configuration.listenPort = 0
        configuration.maximumOperations = 8
        configuration.settlement.pollMilliseconds = 2
        configuration.blockIntervalMilliseconds = 5
        return configuration
    }

    func start(_ files: any FileSystem, _ store: any KeyValueStore) throws -> NodeService {
        var ports = NodeService.Ports()
        ports.files = files
        ports.store = store
        return try NodeService.start(configuration(), ports: ports)
    }

    /// Sends operations one after the other until one is not answered; returns those that were.
    func run(
        _ node: NodeService, patienceMilliseconds: Int = 150
    ) -> [(SignedOperation, SubmitMethod.Result)] {
        let client = JSONRPCClient(
            url: "http://127.0.0.1:\(node.port)/",
            configuration: HTTPClientConfiguration(timeoutMilliseconds: patienceMilliseconds))
        var answered: [(SignedOperation, SubmitMethod.Result)] = []
        waitForAccounts(client)
        for operation in operations {
            guard let result = submit(operation, client) else { break }
            answered.append((operation, result))
        }
        return answered
    }

    func waitForAccounts(_ client: JSONRPCClient) {
        let parameters = NextNonceMethod.Parameters(accountID: AccountID(2), slot: KeySlot(0))
        for _ in 0..<2_000 {
            do throws(NetworkError) {
                _ = try client.call(NextNonceMethod.name, parameters.wire)
                return
            } catch {
                // Only "no such key yet" may be retried.
                guard case .remote(let fault) = error, fault.reason == "unknownObject" else {
                    return
                }
                Thread.sleep(forTimeInterval: 0.005)
            }
        }
    }

    func submit(_ operation: SignedOperation, _ client: JSONRPCClient) -> SubmitMethod.Result? {
        let parameters = SubmitMethod.Parameters(operation: operation.encoded)
        guard let json = try? client.call(SubmitMethod.name, parameters.wire) else { return nil }
        return try? SubmitMethod.result(json)
    }

    /// Every answered operation is there, once, and the others can still be done.
    func check(_ node: NodeService, answered: [(SignedOperation, SubmitMethod.Result)]) throws {
        let client = JSONRPCClient(url: "http://127.0.0.1:\(node.port)/")
        waitForAccounts(client)
        for (operation, result) in answered {
            let again = try #require(submit(operation, client))
            #expect(again == result)
        }
        for operation in operations { _ = submit(operation, client) }
        let account = try client.call(
            AccountMethod.name, AccountMethod.Parameters(accountID: AccountID(2)).wire)
        let balances = try AccountMethod.result(account).balances
        let moved = UInt128(operations.count * (operations.count + 1) / 2)
        #expect(balances.map(\.amount) == [Amount(1_000 * TestTraders.coin + moved)])
    }
}

@Suite struct CrashTests {
    /// The power fails at every write of the log in turn, with different parts of it kept.
    @Test func nothingAcknowledgedIsLostWhereverTheLogStops() throws {
        let total = try writeCount()
        #expect(total > 20)
        var crashed = 0
        for number in 0..<total {
            let traders = CrashScene()
            let files = SimulatedFileSystem()
            files.crash(atOperation: number)
            var answered: [(SignedOperation, SubmitMethod.Result)] = []
            if let node = try? traders.start(files, traders.store) {
                answered = traders.run(node)
                node.stop()
            }
            if answered.count < traders.operations.count { crashed += 1 }
            let kept = [0, 500, 1_000][number % 3]
            let node = try traders.start(files.afterCrash(keptThousandths: kept), traders.store)
            try traders.check(node, answered: answered)
            node.stop()
        }
        #expect(crashed > 10)
    }

    /// The store refuses from every write on in turn.
    @Test func nothingAcknowledgedIsLostWhereverTheStoreStops() throws {
        for writes in 1...12 {
            let traders = CrashScene()
            let files = SimulatedFileSystem()
            var answered: [(SignedOperation, SubmitMethod.Result)] = []
            let failing = FailingStore(traders.store, writesLeft: writes)
            if let node = try? traders.start(files, failing) {
                answered = traders.run(node)
                node.stop()
            }
            let after = files.afterCrash(keptThousandths: 0)
            let node = try traders.start(after, traders.store)
            try traders.check(node, answered: answered)
            node.stop()
        }
    }

    @Test func refusesAStoreWithoutItsLog() throws {
        let traders = CrashScene()
        let node = try traders.start(SimulatedFileSystem(), traders.store)
        #expect(traders.run(node, patienceMilliseconds: 10_000).count == traders.operations.count)
        node.stop()
        #expect(throws: NodeError.self) {
            try traders.start(SimulatedFileSystem(), traders.store).stop()
        }
    }

    @Test func refusesTheDataOfAnotherNetwork() throws {
        let traders = CrashScene()
        try traders.start(SimulatedFileSystem(), traders.store).stop()
        var configuration = traders.configuration()
        configuration.feeOwner = ChainAddress(evm: Bytes20 { _ in 8 })
        var ports = NodeService.Ports()
        ports.files = SimulatedFileSystem()
        ports.store = traders.store
        #expect(throws: NodeError.self) {
            try NodeService.start(configuration, ports: ports).stop()
        }
    }

    private func writeCount() throws -> Int {
        let traders = CrashScene()
        let files = SimulatedFileSystem()
        let node = try traders.start(files, traders.store)
        #expect(traders.run(node, patienceMilliseconds: 10_000).count == traders.operations.count)
        node.stop()
        return files.operationCount
    }
}
