import Bytes
import EthereumSettlement
import Hashing
import Ledger
import Network
import Settlement
import TestSupport
import Testing
import Transition

@Suite struct ContractTests {
    private let first = EthereumAddress(Bytes20 { _ in 0x11 }).padded
    private let second = EthereumAddress(
        Bytes20 { [0: 0xc0, 1: 0xff, 2: 0xee, 19: 0x9a][$0] ?? 0 }
    ).padded
    private let owner = ChainAddress(evm: Bytes20 { _ in 0x33 })

    private let contracts = ZkLinkContracts(
        zklink: EthereumAddress(Bytes20 { _ in 0x44 }),
        blockLedger: EthereumAddress(Bytes20 { _ in 0x45 }))

    private let hops =
        Hops([
            Hop(pool: PoolID(3), tokenOut: TokenID(6)), Hop(pool: PoolID(4), tokenOut: TokenID(5)),
        ]) ?? Hops()

    private var calls: [String: ChainCall] {
        let payout = Payout(
            origin: .withdrawal(AccountID(9), KeySlot(2), nonce: 1 << 31 + 5),
            receiver: owner.address, token: TokenID(6), chainAmount: 100_000_000_000_000_000_000,
            fastFeeRate: 25)
        let operatorCalls: [String: OperatorCall] = [
            "commit": .commit(
                header: Array(0..<200), operations: [UInt8](repeating: 0, count: 66),
                data: []),
            "prove": .prove(RangeProof(start: 9, last: 12, bytes: Array(0..<130))),
            "confirm": .confirm(
                number: 12,
                signatures: [
                    [UInt8](repeating: 1, count: 65), [UInt8](repeating: 2, count: 65),
                ]),
            "execute": .execute(operations: [[], [UInt8](repeating: 5, count: 66)]),
            "revert_blocks": .revertBlocks(to: 11),
        ]
        let userCalls: [String: UserCall] = [
            "deposit": .deposit(
                token: first, amount: 5_000_000, to: owner, subAccount: SubAccount(3)),
            "request_full_exit": .requestFullExit(
                account: AccountID(77), subAccount: SubAccount(2), token: first, amount: .max),
            "set_key": .setKey(
                slot: KeySlot(4), publicKey: Bytes40 { UInt8($0) }, scopes: Scopes(rawValue: 7),
                expiry: 1_900_000_000),
            "cross_swap": .crossSwap(
                tokenIn: first, amount: 1_000_000, targetChain: ChainID(2),
                minimumOut: Amount(1_000_000_000_000_000_000), receiver: owner,
                fallback: second, feeRate: 30, hops: hops),
            "claim": .claim(owner: first, token: second),
            "release": .release(payout: payout),
            "activate_exodus": .activateExodus(takingBlock: 12),
            "refund_entry": .refundEntry(operation: [2, 0, 1, 9]),
        ]
        return operatorCalls.mapValues { .operator($0) }
            .merging(userCalls.mapValues { .user($0) }) { first, _ in first }
            .merging(["accept": .broker(.accept(payout: payout, value: 0))]) { first, _ in first }
    }

    /// Calls that go to the ledger of blocks; all others go to custody.
    private static let ledgerCalls: Set = ["commit", "prove", "confirm", "revert_blocks"]

    @Test func encodesEveryCallAsTheVectorsSay() throws {
        let vectors = try VectorFile.load("ethereum")["calls"].items()
        #expect(vectors.count == calls.count + 1)
        for vector in vectors {
            let name = try vector["name"].string()
            let expected = try vector["data"].bytes()
            guard let call = calls[name] else {
                let made = try ZkLinkCall.approval(
                    of: first, amount: 1_000_000_000, to: contracts.zklink)
                let approval = try #require(made)
                #expect(name == "approve" && approval.to.padded == first)
                #expect(approval.data == expected && approval.value == 0)
                continue
            }
            let made = try ZkLinkCall.encode(call, contracts: contracts)
            #expect(made.data == expected, "\(name)")
            #expect(made.value == 0)
            let isLedgers = Self.ledgerCalls.contains(name)
            #expect(made.to == (isLedgers ? contracts.blockLedger : contracts.zklink), "\(name)")
        }
    }

    @Test func sendsCoinsWithTheNativeToken() throws {
        let native = EthereumAddress.native.padded
        let deposit = UserCall.deposit(
            token: native, amount: 9, to: owner, subAccount: SubAccount(0))
        #expect(try ZkLinkCall.encode(.user(deposit), contracts: contracts).value == 9)
        #expect(
            try ZkLinkCall.approval(of: native, amount: 9, to: contracts.zklink) == nil)
    }

    @Test func sendsTheFeeWithQueueEntriesOnly() throws {
        let queued: Set = ["deposit", "request_full_exit", "set_key", "cross_swap"]
        for (name, call) in calls {
            let made = try ZkLinkCall.encode(call, contracts: contracts, queueFee: 7)
            #expect(call.isQueued == queued.contains(name), "\(name)")
            #expect(made.value == (queued.contains(name) ? 7 : 0), "\(name)")
        }
        func value(_ amount: UInt128) throws -> UInt128 {
            let deposit = UserCall.deposit(
                token: EthereumAddress.native.padded, amount: amount, to: owner,
                subAccount: SubAccount(0))
            return try ZkLinkCall.encode(.user(deposit), contracts: contracts, queueFee: 7).value
        }
        #expect(try value(9) == 16)
        #expect(try value(.max - 7) == .max)
        #expect(throws: EthereumError.outOfRange(field: "value")) { try value(.max - 6) }
    }

    @Test func refusesWhatTheContractCannotTake() {
        let foreign = Bytes32 { _ in 1 }
        #expect(throws: EthereumError.outOfRange(field: "token")) {
            try ZkLinkCall.approval(of: foreign, amount: 1, to: contracts.zklink)
        }
        let proof = RangeProof(
            start: 0, last: 1,
            bytes: [UInt8](repeating: 0, count: EthereumLimits.proofByteCount + 1))
        #expect(throws: EthereumError.self) {
            try ZkLinkCall.encode(.operator(.prove(proof)), contracts: contracts)
        }
        let tooMany = [[UInt8]](repeating: [], count: EthereumLimits.executeCount + 1)
        #expect(throws: EthereumError.self) {
            try ZkLinkCall.encode(.operator(.execute(operations: tooMany)), contracts: contracts)
        }
    }

    @Test func passesOverEventsOfTheOtherContract() throws {
        for vector in try VectorFile.load("ethereum")["events"].items() {
            let isLedgers = Self.ledgerEvents.contains(try vector["name"].string())
            let contracts = ScriptedNode.contracts
            let other = isLedgers ? contracts.zklink : contracts.blockLedger
            let log = try log(vector, from: other)
            #expect(try ScriptedNode.withLogs([log]).chain().block(number: 5).events.isEmpty)
        }
    }

    private static let ledgerEvents: Set = [
        "BlockCommitted", "BlocksProven", "BlockConfirmed", "BlocksReverted", "BlocksPaused",
        "OperatorChanged",
    ]

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
        #expect(try commitment.operations().isEmpty)
        #expect(events[2] == .blocksProven(last: 12, publicInput: Bytes32 { _ in 0x33 }))
        #expect(events[5] == .blocksReverted(to: 11, epoch: 4))
        let accepted = ChainEvent.payoutAccepted(
            payoutHash: Bytes32 { _ in 0x37 }, broker: first, receiver: second,
            token: contracts.zklink.padded, paid: 99)
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

    private func log(
        _ vector: VectorFile, data: [UInt8]? = nil, from sender: EthereumAddress? = nil
    ) throws -> JSON {
        let topics = try vector["topics"].items().map { JSON.string(try $0.string()) }
        let bytes = try data ?? vector["data"].bytes()
        let isLedgers = Self.ledgerEvents.contains(try vector["name"].string())
        let own = isLedgers ? ScriptedNode.contracts.blockLedger : ScriptedNode.contracts.zklink
        return ScriptedNode.log(
            topics: topics, data: .string("0x" + Hex.encode(bytes)), from: sender ?? own)
    }
}
