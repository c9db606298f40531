import Bytes
import EthereumSettlement
import Hashing
import Ledger
import Network
import Settlement
import TestSupport
import Testing

@Suite struct ContractTests {
    private let first = EthereumAddress(Bytes20 { _ in 0x11 }).padded
    private let second = EthereumAddress(
        Bytes20 { [0: 0xc0, 1: 0xff, 2: 0xee, 19: 0x9a][$0] ?? 0 }
    ).padded
    private let owner = Owner(evm: Bytes20 { _ in 0x33 })
    private let contract = EthereumAddress(Bytes20 { _ in 0x44 })

    private var calls: [String: ChainCall] {
        let payout = Payout(
            kind: .withdrawal, account: AccountID(9), subAccount: 2, nonce: 1 << 33 + 5,
            receiver: owner.address, token: TokenID(6), chainAmount: 100_000_000_000_000_000_000,
            fastFeeRate: 25)
        return [
            "deposit": .deposit(
                token: first, amount: 5_000_000, to: owner, subAccount: SubAccount(3)),
            "request_full_exit": .requestFullExit(
                account: AccountID(77), subAccount: SubAccount(2), token: first, amount: .max),
            "set_key": .setKey(
                slot: KeySlot(4), publicKey: Bytes40 { UInt8($0) }, scopes: Scopes(rawValue: 7),
                expiry: 1_900_000_000),
            "cross_swap": .crossSwap(
                tokenIn: first, amount: 1_000_000, targetChain: ChainID(2),
                targetToken: TokenID(5), minimumOut: Amount(1_000_000_000_000_000_000),
                receiver: owner.address, fallback: second, feeRate: 30,
                path: PoolPath([PoolID(3), PoolID(4)]) ?? PoolPath(PoolID(0))),
            "accept": .accept(payout: payout, value: 0),
            "claim": .claim(owner: first, token: second),
            "commit": .commit(
                header: Array(0..<200), payouts: [UInt8](repeating: 0, count: 66), data: []),
            "prove": .prove(last: 12, proof: Array(0..<130)),
            "confirm": .confirm(
                number: 12,
                signatures: [
                    [UInt8](repeating: 1, count: 65), [UInt8](repeating: 2, count: 65),
                ]),
            "execute": .execute(payouts: [[], [UInt8](repeating: 5, count: 66)]),
            "revert_blocks": .revertBlocks(to: 11),
            "activate_exodus": .activateExodus,
            "refund_entry": .refundEntry(operation: [2, 0, 1, 9]),
            "approve": .approve(token: first, amount: 1_000_000_000),
            "transfer": .transfer(token: first, to: second, amount: 1_000_000_000),
        ]
    }

    @Test func encodesEveryCallAsTheVectorsSay() throws {
        let vectors = try VectorFile.load("ethereum")["calls"].items()
        #expect(vectors.count == calls.count)
        for vector in vectors {
            let name = try vector["name"].string()
            let call = try ZkLinkCall.encode(
                try #require(calls[name]), contract: contract)
            let expected = try vector["data"].bytes()
            #expect(call.data == expected, "\(name)")
            #expect(call.value == 0)
            let goesToToken = name == "approve" || name == "transfer"
            #expect(call.to.padded == (goesToToken ? first : contract.padded))
        }
    }

    @Test func sendsCoinsWithTheNativeToken() throws {
        let native = EthereumAddress.native.padded
        let deposit = ChainCall.deposit(
            token: native, amount: 9, to: owner, subAccount: SubAccount(0))
        #expect(try ZkLinkCall.encode(deposit, contract: contract).value == 9)
        let transfer = ChainCall.transfer(token: native, to: second, amount: 8)
        let call = try ZkLinkCall.encode(transfer, contract: contract)
        let receiver = try #require(EthereumAddress(padded: second))
        #expect(call == EthereumCall(to: receiver, value: 8, data: []))
    }

    @Test func refusesWhatTheContractCannotTake() {
        let foreign = Bytes32 { _ in 1 }
        #expect(throws: EthereumError.outOfRange(field: "token")) {
            try ZkLinkCall.encode(.approve(token: foreign, amount: 1), contract: contract)
        }
        let proof = [UInt8](repeating: 0, count: EthereumLimits.proofByteCount + 1)
        #expect(throws: EthereumError.self) {
            try ZkLinkCall.encode(.prove(last: 1, proof: proof), contract: contract)
        }
        let tooMany = [[UInt8]](repeating: [], count: EthereumLimits.executeCount + 1)
        #expect(throws: EthereumError.self) {
            try ZkLinkCall.encode(.execute(payouts: tooMany), contract: contract)
        }
    }

    @Test func readsEveryEvent() throws {
        var events: [ChainEvent] = []
        for vector in try VectorFile.load("ethereum")["events"].items() {
            let block = try ScriptedNode.withLogs([try log(vector)]).chain().block(number: 5)
            #expect(block.events.count == 1)
            events += block.events.map(\.event)
        }
        #expect(events.count == 16)
        let deposit = Deposit(
            token: TokenID(6), amount: Amount(5_000_000_000_000_000_000), owner: owner,
            subAccount: SubAccount(3))
        #expect(
            events[0]
                == .priorityRequested(
                    index: 4, operation: .deposit(deposit), sender: first,
                    rollingHash: Bytes32 { _ in 0x31 }))
        guard case .blockCommitted(let commitment) = events[1] else {
            Issue.record("no commitment")
            return
        }
        #expect(commitment.number == 12 && commitment.epoch == 3)
        #expect(commitment.header.hash == commitment.headerHash)
        #expect(try commitment.payouts().isEmpty)
        #expect(events[2] == .blocksProven(last: 12, publicInput: Bytes32 { _ in 0x33 }))
        #expect(events[5] == .blocksReverted(to: 11, epoch: 4))
        let accepted = ChainEvent.payoutAccepted(
            payoutHash: Bytes32 { _ in 0x37 }, broker: first, receiver: second,
            token: contract.padded, paid: 99)
        #expect(events[8] == accepted)
        #expect(
            events[10]
                == .tokenRegistered(
                    token: TokenID(6), contract: first, decimals: 6, tokenClass: 1))
        #expect(events[15] == .operatorChanged(to: second))
    }

    @Test func refusesEventsThatAreCutShort() throws {
        for vector in try VectorFile.load("ethereum")["events"].items() {
            let data = try vector["data"].bytes()
            for count in [0, 31, data.count / 2] where count < data.count {
                let cut = try log(vector, data: Array(data.prefix(count)))
                #expect(throws: SettlementError.self) {
                    try ScriptedNode.withLogs([cut]).chain().block(number: 5)
                }
            }
        }
    }

    @Test func passesOverEventsThatItDoesNotUse() throws {
        let other = ScriptedNode.log(topics: [.string("0x" + Bytes32().hex)], data: "0x01")
        #expect(try ScriptedNode.withLogs([other]).chain().block(number: 5).events.isEmpty)
    }

    private func log(_ vector: VectorFile, data: [UInt8]? = nil) throws -> JSON {
        let topics = try vector["topics"].items().map { JSON.string(try $0.string()) }
        let bytes = try data ?? vector["data"].bytes()
        return ScriptedNode.log(topics: topics, data: .string("0x" + Hex.encode(bytes)))
    }
}
