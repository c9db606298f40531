import Bytes
import EthereumSettlement
import Ledger
import Network
import Settlement

/// A node that answers from a script; a method without an answer does not exist.
struct ScriptedNode: EthereumTransport {
    typealias Answer = @Sendable (JSON) -> JSON

    var answers: [String: Answer] = [:]
    var errors: [String: NetworkError] = [:]

    func call(_ method: String, _ params: JSON) throws(NetworkError) -> JSON {
        if let error = errors[method] { throw error }
        guard let answer = answers[method] else {
            throw .remote(RPCError(code: -32601, message: "the method does not exist"))
        }
        return answer(params)
    }

    /// A chain behind this node and perhaps others, of which `required` must answer.
    func chain(with others: [ScriptedNode] = [], required: Int? = nil) -> EthereumSettlementChain {
        EthereumSettlementChain(
            chain: ChainID(1), evmChainID: 31_337, contracts: Self.contracts, confirmationDepth: 2,
            clients: ([self] + others).map { EthereumClient(transport: $0) }, required: required)
    }

    static let contracts = ZkLinkContracts(
        zklink: EthereumAddress(Bytes20 { _ in 0x77 }),
        blockLedger: EthereumAddress(Bytes20 { _ in 0x78 }))
    static let blockHash = Bytes32 { _ in 0xb1 }

    /// A block object of a given height.
    static func block(_ number: UInt64, hash: Bytes32 = blockHash) -> JSON {
        [
            "number": .string("0x" + String(number, radix: 16)),
            "hash": .string("0x" + hash.hex), "parentHash": .string("0x" + Bytes32().hex),
            "timestamp": "0x65", "baseFeePerGas": "0x7",
        ]
    }

    /// A log object in that block.
    static func log(
        topics: [JSON], data: JSON, index: Int = 0,
        from contract: EthereumAddress = contracts.zklink
    ) -> JSON {
        [
            "address": .string(contract.hex), "topics": .array(topics), "data": data,
            "blockNumber": "0x5", "blockHash": .string("0x" + blockHash.hex),
            "transactionHash": .string("0x" + Bytes32().hex),
            "logIndex": .string("0x" + String(index, radix: 16)), "removed": false,
        ]
    }

    /// A node whose block 5 holds these logs.
    static func withLogs(_ logs: [JSON]) -> ScriptedNode {
        ScriptedNode(answers: [
            "eth_getBlockByNumber": { _ in block(5) }, "eth_getLogs": { _ in .array(logs) },
        ])
    }
}
