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
import Transition

/// A node in this process on simulated chains and files, with its accounts credited.
final class RunningNode {
    let node: NodeService
    let chain: SimulatedChain
    let second: SimulatedChain
    let client: JSONRPCClient
    var traders = TestTraders()

    init(_ change: (inout NodeConfiguration) -> Void = { _ in }) throws {
        chain = SimulatedChain(
            chain: Trader.chain, network: Trader.network, entries: traders.entries)
        second = SimulatedChain(
            chain: ChainID(2), network: Trader.network,
            entries: [
                TestTraders.register(Trader.token), traders.alice.deposit(5 * TestTraders.coin),
            ])
        var configuration = NodeConfiguration(
            network: Trader.network, feeOwner: ChainAddress(evm: Bytes20 { _ in 9 }),
            chains: [Self.simulated(chain), Self.simulated(second)], dataDirectory: "")
        configuration.listenPort = 0
        configuration.settlement.pollMilliseconds = 2
        configuration.blockIntervalMilliseconds = 20
        change(&configuration)
        var ports = NodeService.Ports()
        ports.files = SimulatedFileSystem()
        ports.store = MemoryStore()
        ports.provingStores = (MemoryStore(), MemoryStore())
        node = try NodeService.start(configuration, ports: ports)
        client = JSONRPCClient(url: "http://127.0.0.1:\(node.port)/")
        try wait { [client] in
            let reserves = try ReservesMethod.result(client.call(ReservesMethod.name, [:]))
            let key = NextNonceMethod.Parameters(accountID: AccountID(2), slot: KeySlot(0))
            _ = try client.call(NextNonceMethod.name, key.wire)
            return reserves.reserves.contains { $0.chain == ChainID(2) && !$0.amount.isZero }
        }
    }

    deinit { node.stop() }

    private static func simulated(_ chain: SimulatedChain) -> SettledChain {
        .simulated(
            chain, name: "simulated \(chain.chain.rawValue)",
            isDataChain: chain.chain == Trader.chain)
    }

    struct TookTooLong: Error {}

    /// Waits for a condition.
    func wait(_ holds: () throws -> Bool) throws {
        for _ in 0..<4_000 {
            if (try? holds()) == true { return }
            Thread.sleep(forTimeInterval: 0.005)
        }
        throw TookTooLong()
    }

    /// The reason with which a call is refused; `nil` when it is not.
    func refusal(_ method: String, _ parameters: JSON) -> String? {
        do throws(NetworkError) {
            _ = try client.call(method, parameters)
            return nil
        } catch {
            guard case .remote(let fault) = error else { return "\(error)" }
            return fault.reason
        }
    }

    func refusal(_ operation: SignedOperation) -> String? {
        refusal(SubmitMethod.name, SubmitMethod.Parameters(operation: operation.encoded).wire)
    }

    func submit(_ operation: SignedOperation) throws -> SubmitMethod.Result {
        let parameters = SubmitMethod.Parameters(operation: operation.encoded)
        return try SubmitMethod.result(client.call(SubmitMethod.name, parameters.wire))
    }

    /// All that a client can see of the state.
    func state() throws -> [JSON] {
        try [1, 2].map { account in
            let parameters = AccountMethod.Parameters(accountID: AccountID(UInt32(account)))
            return try client.call(AccountMethod.name, parameters.wire)
        } + [client.call(ReservesMethod.name, [:]), client.call(PoolsMethod.name, [:])]
    }

    func page(_ path: String) throws -> HTTPResponse {
        try HTTPClient().get("http://127.0.0.1:\(node.port)\(path)")
    }
}
