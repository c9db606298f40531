import Bytes
import EthereumSettlement
import Network
import Settlement
import Testing

/// Several nodes of one chain: enough must answer, and none may contradict.
@Suite struct SeveralNodesTests {
    /// A node whose head is at a height; it has every block up to there.
    private func node(head: UInt64, hash: UInt8 = 0xb1) -> ScriptedNode {
        ScriptedNode(answers: [
            "eth_getBlockByNumber": { parameters in
                let tag = parameters.arrayValue?.first?.stringValue ?? ""
                let number = UInt64(tag.dropFirst(2), radix: 16) ?? head
                guard number <= head else { return .null }
                return ScriptedNode.block(number, hash: Bytes32 { _ in hash })
            },
            "eth_getLogs": { _ in [] },
        ])
    }

    private var dead: ScriptedNode {
        var dead = ScriptedNode()
        for method in ["eth_getBlockByNumber", "eth_getLogs"] {
            dead.errors[method] = .timedOut(milliseconds: 5)
        }
        return dead
    }

    @Test func twoOfThreeServeWithoutTheThird() throws {
        let chain = node(head: 9).chain(with: [dead, node(head: 9)], required: 2)
        #expect(try chain.head().number == 9)
        #expect(try chain.block(number: 5).reference.number == 5)
        #expect(chain.missingNodes == ["node 2 of 3"])
        let rest = dead.chain(with: [dead, node(head: 9)], required: 2)
        #expect(throws: SettlementError.unreachable) { try rest.head() }
    }

    @Test func allAreNeededWhereAllAreRequired() {
        let chain = node(head: 9).chain(with: [node(head: 9), dead])
        #expect(throws: SettlementError.unreachable) { try chain.head() }
    }

    @Test func noNodeMayContradictTheOthers() throws {
        for place in 0..<3 {
            var nodes = [node(head: 9), node(head: 9)]
            nodes.insert(node(head: 9, hash: 0xee), at: place)
            let chain = nodes[0].chain(with: Array(nodes.dropFirst()), required: 2)
            #expect(throws: SettlementError.nodesDisagree(blockNumber: 9)) { try chain.head() }
            #expect(throws: SettlementError.nodesDisagree(blockNumber: 5)) {
                try chain.block(number: 5)
            }
        }
    }

    @Test func aNodeThatLagsIsNamedAndDoesNotHoldTheOthers() throws {
        let chain = node(head: 20).chain(with: [node(head: 3), node(head: 19)], required: 2)
        #expect(try chain.head().number == 19)
        #expect(chain.missingNodes == ["node 2 of 3"])
        #expect(try chain.block(number: 15).reference.number == 15)
        let strict = node(head: 20).chain(with: [node(head: 3)])
        #expect(try strict.head().number == 3)
    }

    @Test func aHeadThatOnlyOneNodeShowsIsNotBelieved() throws {
        let liar = node(head: 1_000, hash: 0xb1)
        let chain = node(head: 9).chain(with: [liar, node(head: 9)], required: 2)
        #expect(try chain.head().number == 9)
        #expect(throws: SettlementError.self) { try chain.block(number: 500) }
    }
}
