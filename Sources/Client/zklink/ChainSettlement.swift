import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import Node
import Sdk
import Settlement
import Settling
import Transition
import WalletFiles

/// One chain's contracts as a command settles them, without a node.
struct ChainSettlement {
    let chain: EthereumSettlementChain
    /// The events of the contracts.
    let history: ContractHistory
    private let client: Client
    private let described: NetworkFile.Chain

    init(_ session: Session) throws {
        client = try Client(session, usesNode: false)
        described = try client.chain("chain")
        chain = try client.settlementChain(described)
        history = ContractHistory(
            chain, startBlock: described.startBlock, console: session.console)
    }

    /// The wallet's use of the chain, after the checks of the chain.
    func user() throws -> ChainCaller { try client.user(on: described) }

    /// Sends one call and prints its transaction.
    func send(_ call: ChainCall, _ summary: String) throws {
        let user = try user()
        try perform(call, user)
        show(user, summary)
    }

    /// Sends a call; another process of the wallet waits.
    func perform(_ call: ChainCall, _ user: ChainCaller) throws {
        _ = try WalletLock.holding(client.session.walletPath) { try user.perform(call) }
    }

    /// Prints the transactions of the command.
    func show(_ user: ChainCaller, _ summary: String) {
        let result: JSON = [
            "summary": .string(summary), "transactions": .array(user.sent.map(\.json)),
        ]
        client.session.console.show(result, text: "\(summary) on chain \(described.name)")
    }

    /// The block of an option above the lower bound; by default the upper bound.
    func block(_ option: String, in bounds: ClosedRange<UInt64>) throws -> UInt64 {
        guard bounds.lowerBound < bounds.upperBound else {
            throw Self.nothing("there is nothing to do: see 'zklink chain state'")
        }
        let (lowest, highest) = (
            Int(clamping: bounds.lowerBound) + 1, Int(clamping: bounds.upperBound)
        )
        return UInt64(try client.session.integer(option, in: lowest...highest, default: highest))
    }

    /// The header hash of a committed block.
    func headerHash(_ number: UInt64) throws -> Bytes32 {
        guard let hash = try chain.headerHash(number: number) else {
            throw Self.missing("block \(number)")
        }
        return hash
    }

    /// A committed block as oracles sign it.
    func signed(_ number: UInt64) throws -> SignatureCollector.Block {
        guard let syncHash = try chain.syncHash(number: number) else {
            throw Self.missing("block \(number)")
        }
        return SignatureCollector.Block(
            number: number, headerHash: try headerHash(number), syncHash: syncHash)
    }

    /// The oracles of `--oracles`.
    func collector() throws -> SignatureCollector {
        let urls = try client.session.required("oracles").split(separator: ",")
        return SignatureCollector(
            oracles: urls.map { OracleClient(url: String($0)) }, network: client.network.networkID)
    }

    /// The committed block that takes a queue entry; 0 when there is none.
    func blockTaking(_ index: UInt64, _ progress: ChainProgress) throws -> UInt64 {
        guard index < progress.queueCommitted else { return 0 }
        let commitments = try history.commitments(progress.executed + 1...progress.committed)
        let taking = commitments.values.first { commitment in
            commitment.header.chains.contains { section in
                section.chain == chain.chain && section.queueStart <= index
                    && index < section.queueEnd
            }
        }
        guard let taking else { throw Self.missing("the block that takes entry \(index)") }
        return taking.number
    }

    static let tooFew = CommandFailure(
        "oracleThreshold",
        "too few oracles signed that: name more with --oracles, or a lower block with --to")

    static func nothing(_ text: String) -> CommandFailure { CommandFailure("nothingToDo", text) }

    static func missing(_ what: String) -> CommandFailure {
        CommandFailure(
            "notFound", "\(what) is not in the logs of the chain's node: try another 'rpc'")
    }
}

extension ChainCaller.IncludedCall {
    /// Chain and transaction.
    var json: JSON {
        [
            "chain": .integer(chain.rawValue),
            "hash": .string("0x" + Hex.encode(transaction.bytes)),
        ]
    }
}

extension ChainProgress {
    /// The last block that is both proven and confirmed, which can only be executed.
    var executable: UInt64 { min(proven, confirmed) }

    var json: JSON {
        [
            "committed": .integer(committed), "proven": .integer(proven),
            "confirmed": .integer(confirmed), "executable": .integer(executable),
            "executed": .integer(executed), "epoch": .integer(epoch),
            "queueLength": .integer(queueLength), "queueCommitted": .integer(queueCommitted),
            "queueExecuted": .integer(queueExecuted), "paused": .bool(areBlocksPaused),
            "exodus": .bool(isExodus),
        ]
    }

    var text: String {
        var lines = [
            "blocks: committed \(committed), proven \(proven), confirmed \(confirmed), executed \(executed)",
            "queue: \(queueLength) entries, \(queueCommitted) in committed and \(queueExecuted) in executed blocks",
        ]
        if areBlocksPaused { lines.append("new blocks are paused") }
        if isExodus { lines.append("exodus: 'zklink chain refund' refunds the queue") }
        if !isExodus, executable > executed {
            lines.append("'zklink chain execute' can execute up to block \(executable)")
        }
        return lines.joined(separator: "\n")
    }
}
