import Bytes
import Foundation
import Ledger
import Network
import Node
import RpcApi
import Settling
import Signatures
import Simulation
import Synchronization
import Transition

/// Measures signed transfers with durable answers.
struct NodeBenchmark {
    let operationCount: Int
    let inFlightLimit: Int

    private static let network = NetworkID(77)
    private static let chain = ChainID(1)
    private static let token = TokenID(2)
    private static let accountCount = 64

    /// An account of the benchmark: number 1 and up, in the order of the queue.
    private struct Holder {
        let owner: ChainAddress
        let key: SchnorrSecretKey

        init(_ number: Int) {
            owner = ChainAddress(evm: Bytes20 { $0 == 19 ? UInt8(number) : 1 })
            key = SchnorrSecretKey(seed: Bytes32 { $0 == 0 ? UInt8(number) : 7 })
        }
    }

    /// Signs all operations first, then sends them with a bounded number in flight.
    func run() throws -> JSON {
        let holders = (1...Self.accountCount).map { Holder($0) }
        let messages = sign(holders)
        let directory =
            FileManager.default.temporaryDirectory.path
            + "/zkl-node-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let node = try start(holders, directory)
        defer { node.stop() }
        waitForAccounts(node)
        let meter = Meter(count: messages.count, limit: inFlightLimit)
        let socket = try WebSocketClient("ws://127.0.0.1:\(node.port)/ws") { event in
            if case .message(let bytes) = event { meter.received(bytes) }
        }
        let started = ContinuousClock.now
        for (index, message) in messages.enumerated() {
            meter.waitForRoom()
            meter.sent(index)
            socket.send(message)
        }
        meter.waitForAll()
        let seconds = started.duration(to: .now).seconds
        return meter.report(seconds: seconds, inFlight: inFlightLimit)
    }

    private func sign(_ holders: [Holder]) -> [[UInt8]] {
        (0..<operationCount).map { index in
            let holder = holders[index % holders.count]
            var operation = SignedOperation(
                authorization: Authorization(
                    account: AccountID(UInt32(index % holders.count) + 1),
                    subAccount: SubAccount(0), slot: KeySlot(0),
                    nonce: UInt32(index / holders.count), validUntil: 1 << 40),
                fee: TokenQuantity(TokenID(0), .zero),
                body: .transfer(
                    Transfer(
                        token: Self.token, amount: Amount(1),
                        destination: .account(AccountID(UInt32((index + 1) % holders.count) + 1)),
                        destinationSubAccount: SubAccount(0))))
            operation.signature = holder.key.sign(
                message: operation.signingMessage(network: Self.network))
            let parameters = SubmitMethod.Parameters(operation: operation.encoded)
            let request: JSON = [
                "jsonrpc": "2.0", "id": .integer(index), "method": .string(SubmitMethod.name),
                "params": parameters.wire,
            ]
            return request.bytes
        }
    }

    private func start(_ holders: [Holder], _ directory: String) throws -> NodeService {
        var entries: [PriorityOperation] = [
            .registerToken(
                RegisterToken(
                    token: Self.token, contract: ChainAddress(evm: Bytes20 { _ in 1 }),
                    decimals: 18, tokenClass: 0))
        ]
        for holder in holders {
            entries.append(
                .deposit(
                    Deposit(
                        token: Self.token, amount: Amount(1 << 80), owner: holder.owner,
                        subAccount: SubAccount(0))))
            entries.append(
                .setKey(
                    SetKey(
                        caller: holder.owner, slot: KeySlot(0), publicKey: holder.key.publicKey,
                        scopes: .all, expiry: 0)))
        }
        let chain = SimulatedChain(chain: Self.chain, network: Self.network, entries: entries)
        var configuration = NodeConfiguration(
            network: Self.network, feeOwner: ChainAddress(evm: Bytes20 { _ in 9 }),
            chains: [.simulated(chain, name: "simulated", isDataChain: true)],
            dataDirectory: directory)
        configuration.listenPort = 0
        return try NodeService.start(configuration)
    }

    private func waitForAccounts(_ node: NodeService) {
        let client = JSONRPCClient(url: "http://127.0.0.1:\(node.port)/")
        let last = NextNonceMethod.Parameters(
            accountID: AccountID(UInt32(Self.accountCount)), slot: KeySlot(0))
        while (try? client.call(NextNonceMethod.name, last.wire)) == nil {
            Thread.sleep(forTimeInterval: 0.01)
        }
    }
}

/// Counts operations in flight and measures the time of each answer.
final class Meter: Sendable {
    private struct State {
        var sentAt: [ContinuousClock.Instant?]
        var seconds: [Double] = []
        var failures = 0
    }

    private let state: Mutex<State>
    private let room: DispatchSemaphore
    private let done = DispatchSemaphore(value: 0)
    private let count: Int

    init(count: Int, limit: Int) {
        self.count = count
        room = DispatchSemaphore(value: limit)
        state = Mutex(State(sentAt: [ContinuousClock.Instant?](repeating: nil, count: count)))
    }

    func waitForRoom() { room.wait() }

    func waitForAll() { done.wait() }

    func sent(_ index: Int) { state.withLock { $0.sentAt[index] = .now } }

    func received(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes),
            let index = json["id"]?.integerValue(as: Int.self)
        else { return }
        let isLast = state.withLock { state in
            if let start = state.sentAt[index] {
                state.seconds.append(start.duration(to: .now).seconds)
            }
            if json["result"] == nil { state.failures += 1 }
            return state.seconds.count == count
        }
        room.signal()
        if isLast { done.signal() }
    }

    func report(seconds: Double, inFlight: Int) -> JSON {
        let (times, failures) = state.withLock { ($0.seconds.sorted(), $0.failures) }
        func milliseconds(_ share: Double) -> JSON {
            let index = min(times.count - 1, Int(Double(times.count) * share))
            return .number(String(format: "%.2f", times[index] * 1_000))
        }
        return [
            "name": "node: signed transfers, durable answers over WebSocket",
            "cores": .integer(ProcessInfo.processInfo.activeProcessorCount),
            "operations": .integer(times.count), "failures": .integer(failures),
            "inFlight": .integer(inFlight),
            "seconds": .number(String(format: "%.3f", seconds)),
            "operationsPerSecond": .integer(Int(Double(times.count) / seconds)),
            "millisecondsMedian": milliseconds(0.5), "millisecondsP99": milliseconds(0.99),
            "millisecondsMaximum": milliseconds(1),
        ]
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
