import Bytes
import EthereumSettlement
import Ledger
import Network
import Settlement
import TestSupport
import Testing

/// For any answer of a node, the adapter throws a typed error or returns a value; no trap.
@Suite struct HostileNodeTests {
    private static let absurd: [JSON] = [
        .null, true, 1, -1, "", "0x", "0", "0x00", "0x01ff", "0xg", "5", [], [[]], ["0x1"],
        .object(JSONObject()), ["number": "0x1"], .number("1e400"),
        .string("0x" + String(repeating: "f", count: 64)),
        .string("0x" + String(repeating: "f", count: 65)),
        .string("0x" + String(repeating: "ff", count: 4_096)), "0xffffffffffffffff",
    ]

    private static let methods = [
        "eth_chainId", "eth_blockNumber", "eth_getBlockByNumber", "eth_getLogs",
        "eth_getTransactionCount", "eth_getBalance", "eth_getCode", "eth_call",
        "eth_estimateGas", "eth_maxPriorityFeePerGas", "eth_sendRawTransaction",
        "eth_getTransactionReceipt", "eth_getTransactionByHash",
    ]

    /// Every question of the adapter, and whether it was answered.
    private func ask(_ node: ScriptedNode) -> Int {
        let chain = node.chain()
        let client = chain.client
        let call = EthereumCall(to: .native, data: [])
        let hash = Bytes32()
        let questions: [() throws -> Void] = [
            { _ = try client.chainID() }, { _ = try client.blockNumber() },
            { _ = try client.latestBlock() }, { _ = try client.block(number: 5) },
            { _ = try chain.head() }, { _ = try chain.block(number: 5) },
            { _ = try chain.blocks(first: 5, last: 5) },
            { _ = try client.transactionCount(of: .native) },
            { _ = try client.balance(of: .native) }, { _ = try client.hasCode(at: .native) },
            { _ = try client.result(of: call) },
            { _ = try client.estimatedGas(of: call, from: .native) },
            { _ = try client.suggestedPriorityFee() }, { _ = try client.receipt(of: hash) },
            { _ = try chain.identity() }, { _ = try chain.progress() },
            { _ = try chain.headerHash(number: 1) },
            { _ = try chain.acceptance(payoutHash: hash) },
            { _ = try chain.pending(owner: hash, token: hash) },
            { _ = try chain.wait(payoutHash: hash, amount: 1) },
            { _ = try chain.waiting(token: hash) },
            { _ = try chain.balance(of: hash, token: hash) },
            { _ = try chain.tokenContract(TokenID(1)) }, { _ = try chain.oracles() },
            { _ = try chain.tokenDescription(contract: hash) },
            { _ = try chain.allowance(of: hash, token: hash) },
        ]
        var answered = 0
        for question in questions {
            do {
                try question()
                answered += 1
            } catch {
                #expect(error is EthereumError || error is SettlementError, "\(error)")
            }
        }
        return answered
    }

    @Test func survivesAbsurdAnswers() {
        for answer in Self.absurd {
            var node = ScriptedNode()
            for method in Self.methods { node.answers[method] = { _ in answer } }
            // No answer fits every question.
            #expect(ask(node) < 27)
        }
    }

    @Test func survivesBlocksWithDamagedFields() {
        for field in ["number", "hash", "parentHash", "timestamp", "baseFeePerGas"] {
            for value in Self.absurd where value != "0x1" {
                guard var object = ScriptedNode.block(5).objectValue else { return }
                object[field] = value
                let block = JSON.object(object)
                var node = ScriptedNode.withLogs([])
                node.answers["eth_getBlockByNumber"] = { _ in block }
                _ = ask(node)
                let client = node.chain().client
                let isHash = field == "hash" || field == "parentHash"
                if isHash, value.stringValue?.utf8.count != 66 {
                    #expect(throws: EthereumError.self) { try client.block(number: 5) }
                }
                if field == "number" {
                    #expect(throws: EthereumError.self) { try client.block(number: 5) }
                }
            }
        }
        let whole = ScriptedNode.withLogs([]).chain()
        #expect(throws: Never.self) { try whole.block(number: 5) }
    }

    @Test func survivesLogsWithDamagedFields() {
        let good = ScriptedNode.log(topics: [], data: "0x")
        #expect(throws: Never.self) {
            try ScriptedNode.withLogs([good]).chain().block(number: 5)
        }
        for field in ["address", "topics", "data", "blockNumber", "blockHash", "logIndex"] {
            for value in Self.absurd where value != [] && value != "0x" {
                guard var object = good.objectValue else { return }
                object[field] = value
                let chain = ScriptedNode.withLogs([.object(object)]).chain()
                if field == "data" || field == "logIndex" {
                    _ = try? chain.block(number: 5)
                } else {
                    #expect(throws: SettlementError.self, "\(field) \(value)") {
                        try chain.block(number: 5)
                    }
                }
            }
            guard var object = good.objectValue else { return }
            object[field] = nil
            #expect(throws: SettlementError.self) {
                try ScriptedNode.withLogs([.object(object)]).chain().block(number: 5)
            }
        }
    }

    @Test func refusesAnswersToAnotherQuestion() {
        var node = ScriptedNode.withLogs([])
        let chain = node.chain()
        #expect(throws: SettlementError.malformedAnswer(method: "eth_getBlockByNumber")) {
            try chain.block(number: 6)
        }
        node.answers["eth_getBlockByNumber"] = { _ in .null }
        let empty = node.chain()
        #expect(throws: SettlementError.unknownBlock(number: 6)) { try empty.block(number: 6) }
        node.answers["eth_chainId"] = { _ in "0x1" }
        let foreign = node.chain()
        #expect(throws: SettlementError.wrongChain(expected: 31_337, actual: 1)) {
            try foreign.checkConnection()
        }
    }

    @Test func tellsARevertFromOtherRefusals() {
        let reason = ABIValue.encode([.string("queue: bad sub-account")])
        let data = JSON.string("0x08c379a0" + Hex.encode(reason))
        var node = ScriptedNode()
        node.errors["eth_call"] = .remote(RPCError(code: 3, message: "reverted", data: data))
        let client = node.chain().client
        let call = EthereumCall(to: .native, data: [])
        #expect(throws: EthereumError.reverted(reason: "queue: bad sub-account")) {
            try client.result(of: call)
        }
        node.errors["eth_call"] = .remote(RPCError(code: -32_005, message: "limit\u{7} exceeded"))
        let limited = node.chain().client
        #expect(throws: EthereumError.remote(code: -32_005, message: "limit? exceeded")) {
            try limited.result(of: call)
        }
        node.errors["eth_call"] = .timedOut(milliseconds: 5)
        let slow = node.chain()
        #expect(throws: SettlementError.self) { try slow.headerHash(number: 1) }
    }

    @Test func oneHonestNodeIsNotOutvotedByAnother() {
        let honest = ScriptedNode.withLogs([])
        var liar = honest
        let log = ScriptedNode.log(topics: [.string("0x" + Bytes32().hex)], data: "0x")
        liar.answers["eth_getLogs"] = { _ in [log, log] }
        liar.answers["eth_getBlockByNumber"] = { _ in
            ScriptedNode.block(5, hash: Bytes32 { _ in 0xb2 })
        }
        let split = honest.chain(with: [liar])
        #expect(throws: SettlementError.nodesDisagree(blockNumber: 5)) { try split.head() }
        let whole = honest.chain(with: [honest])
        #expect(throws: Never.self) { try whole.block(number: 5) }
    }
}
