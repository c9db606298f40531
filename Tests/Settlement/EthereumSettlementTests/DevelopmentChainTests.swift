import Bytes
import EthereumSettlement
import Hashing
import Ledger
import Network
import Settlement
import Testing
import Transition
import WalletSignatures

/// The adapter against a real EVM and the real contracts, on a chain in a child process.
@Suite(.serialized) struct DevelopmentChainTests {
    private let native = EthereumAddress.native.padded

    private func deposit(_ amount: UInt128) -> ChainCall {
        .user(
            .deposit(
                token: native, amount: amount, to: ChainAddress(evm: Bytes20 { _ in 0x33 }),
                subAccount: SubAccount(0)))
    }

    /// Amounts of the deposits among events.
    private func amounts(_ events: [PositionedEvent]) -> [UInt128] {
        events.compactMap { event in
            guard case .priorityRequested(_, .deposit(let deposit), _, _) = event.event else {
                return nil
            }
            return deposit.amount.units
        }
    }

    @Test func seesADepositAtTheDepth() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 3)
        try chain.checkConnection()
        let identity = try chain.identity()
        #expect(identity.network == DevelopmentChain.network && identity.chain == ChainID(1))
        #expect(identity.mode == .unproven && identity.isDataChain)
        #expect(identity.modeText.hasPrefix("unproven"))
        #expect(identity.operator == EthereumAddress(local.key(1).address).padded)
        let oracles = try chain.oracles()
        let expected = [5, 6].map { EthereumAddress(local.key($0).address).padded }
        #expect(Set(oracles.members) == Set(expected) && oracles.threshold == 2)
        let user = try TestAccount(chain, local.key(3))
        let token = local.stablecoin.padded
        let mint = ABIFunction("mint", [.address, .uint(bits: 256)])
        let own = EthereumAddress(local.key(3).address)
        let minting = EthereumCall(
            to: local.stablecoin, data: mint.encodeCall([.address(own), .uint(5_000_000)]))
        try user.account.submit(id: 1, minting, gasLimit: 200_000)
        #expect(try user.account.allow(id: 2, spending: 3_000_000, of: token))
        #expect(try !user.account.allow(id: 9, spending: 3_000_000, of: native))
        try user.poll()
        let call = UserCall.deposit(
            token: token, amount: 3_000_000, to: ChainAddress(evm: own.bytes),
            subAccount: SubAccount(1))
        try user.account.submit(id: 3, .user(call))
        try user.poll()
        #expect(try chain.balance(of: own.padded, token: token) == 2_000_000)
        #expect(try chain.custody(token: token) == 3_000_000)
        #expect(try chain.waiting(token: token) == 0)
        #expect(try chain.wait(payoutHash: Bytes32(), amount: 1) == nil)
        #expect(try chain.tokenContract(TokenID(3)) == token)
        #expect(try chain.tokenDescription(contract: token) == (6, "USDC"))
        #expect(try chain.progress().queueLength == 3)

        var follower = try local.follower(of: chain, depth: 3)
        #expect(amounts(try follower.advance().confirmed).isEmpty)
        try local.mine(3)
        let round = try follower.advance()
        #expect(amounts(round.confirmed) == [3_000_000_000_000_000_000])
        #expect(try follower.advance().confirmed.isEmpty)
        try user.poll()
        #expect(Set(user.finished.keys) == [1, 2, 3])
        #expect(user.finished.values.filter(\.succeeded).count == 3)
        let broke = deposit(UInt128(1) << 100)
        #expect(throws: SettlementError.self) { try user.account.submit(id: 4, broke) }
    }

    @Test func neverCreditsADepositTwiceNorLosesItOverReorganisations() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 12)
        let user = try TestAccount(chain, local.key(3))
        var follower = try local.follower(of: chain, depth: 12)
        var queue = QueueFollower()
        var credited: [UInt128] = []
        try local.mine(12)
        for depth in 1...12 {
            try user.account.submit(id: UInt64(depth), deposit(UInt128(depth)))
            try user.poll()
            try local.mine(depth - 1)
            // The sender sees the inclusion go, or never saw it and only waits in vain.
            if depth % 3 != 0 { try user.poll() }
            credited += try credit(try follower.advance(), &queue)
            // Either the pool has it again, or only the sender still knows it.
            try local.reorganise(depth: depth, returnsToPool: depth % 2 == 0)
            credited += try credit(try follower.advance(), &queue)
            #expect(!credited.contains(UInt128(depth)))
            try user.poll(after: 2_000)
            try local.mine(13)
            credited += try credit(try follower.advance(), &queue)
            try user.poll()
            #expect(credited == (1...depth).map { UInt128($0) })
        }
        #expect(user.finished.count == 12)
        #expect(user.reports.contains(.reorganised(id: 11)))
        #expect(!user.reports.contains(.reorganised(id: 12)))
        #expect(try chain.progress().queueLength == queue.nextIndex)
    }

    private func credit(
        _ round: ChainFollower.Round, _ queue: inout QueueFollower
    ) throws -> [UInt128] {
        #expect(round.fault == nil)
        for event in round.confirmed {
            // The queue begins with the tokens, registered before the watcher's first block.
            if case .priorityRequested(let index, _, _, let hash) = event.event,
                queue.nextIndex == 0, index > 0
            {
                queue = QueueFollower(nextIndex: index + 1, rollingHash: hash)
                continue
            }
            _ = try queue.receive(event.event, chain: ChainID(1))
        }
        return amounts(round.confirmed)
    }

    @Test func paysTheFeeOfEveryQueueEntry() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 1)
        let user = try TestAccount(chain, local.key(3))
        let own = ChainAddress(evm: EthereumAddress(local.key(3).address).bytes)
        let setKey = UserCall.setKey(
            slot: KeySlot(1), publicKey: Bytes40 { UInt8($0) }, scopes: .all, expiry: 0)
        let calls: [UserCall] = [
            setKey,
            .requestFullExit(
                account: AccountID(7), subAccount: SubAccount(0), token: native, amount: .max),
            .deposit(token: native, amount: 9, to: own, subAccount: SubAccount(0)),
            .crossSwap(
                tokenIn: native, amount: 5, targetChain: ChainID(1), minimumOut: Amount(1),
                receiver: own, fallback: own.address, feeRate: 0, hops: Hops()),
        ]
        #expect(try chain.queueFee() >= 20_000_000_000_000)
        for (id, call) in calls.enumerated() {
            try user.account.submit(id: UInt64(id), .user(call))
            try user.poll()
            try local.mine()
            try user.poll()
            #expect(user.finished[UInt64(id)]?.succeeded == true, "\(call)")
        }
        #expect(try chain.progress().queueLength == 6)
        // The fee is no custody, and what was above it came back.
        #expect(try chain.custody(token: native) == 14)

        let fee = try chain.queueFee()
        for (id, paid) in [(10, fee - 1), (11, fee)] {
            let call = try ZkLinkCall.encode(
                .user(setKey), contracts: local.contracts, queueFee: paid)
            try user.account.submit(id: UInt64(id), call, gasLimit: 300_000)
            try user.poll()
            try local.mine()
            try user.poll()
            #expect(user.finished[UInt64(id)]?.succeeded == (paid == fee))
        }
        #expect(try chain.progress().queueLength == 7)
    }

    @Test func raisesItsOfferWhenTheChainStalls() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 2)
        let user = try TestAccount(chain, local.key(3))
        try local.setAutomine(false)
        try user.account.submit(id: 1, deposit(7))
        let own = EthereumAddress(local.key(3).address)
        for _ in 0..<4 { try user.poll(after: 1_000) }
        #expect(try local.client.transactionCount(of: own) == 0)
        #expect(try local.client.transactionCount(of: own, at: .pending) == 1)
        try local.mine()
        let included = try user.poll()
        guard case .included(1, let inclusion) = included.first else {
            Issue.record("not included")
            return
        }
        let hash = try #require(Bytes32(inclusion.transaction.bytes))
        let answer = try local.client.call(
            "eth_getTransactionByHash", [.string("0x" + hash.hex)])
        let digits = try answer.string("maxPriorityFeePerGas").dropFirst(2)
        let offered = try #require(UInt64(digits, radix: 16))
        // Three raises by an eighth of the first offer, one gwei.
        #expect(offered >= 1_423_828_125)
        try local.mine(2)
        try user.poll()
        #expect(user.finished.keys.contains(1))
        #expect(try chain.custody(token: native) == 7)
    }

    @Test func sendsWhatItsAccountCouldNotPayAsSoonAsItCan() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 1)
        let user = try TestAccount(chain, local.key(3))
        let own = EthereumAddress(local.key(3).address)
        func setBalance(_ wei: String) throws {
            _ = try local.client.call("anvil_setBalance", [.string(own.hex), .string(wei)])
        }
        try setBalance("0x0")
        try user.account.submit(
            id: 1, EthereumCall(to: own, value: 5, data: []), gasLimit: 21_000)
        for _ in 0..<2 {
            let reports = try user.poll()
            guard case .refused(1, let message) = reports.first else {
                Issue.record("not refused: \(reports)")
                return
            }
            #expect(message.lowercased().contains("insufficient funds"))
        }
        try setBalance("0xde0b6b3a7640000")
        // The clock stands still: no better offer is due.
        try user.poll()
        try local.mine()
        try user.poll()
        try local.mine()
        try user.poll()
        #expect(user.finished[1]?.succeeded == true)
    }

    /// A token may take a balance away without a call of `ZkLink`.
    @Test func countsWhatTheContractHoldsWhenThatIsLess() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 1)
        let zklink = local.contracts.zklink
        let user = try TestAccount(chain, local.key(3))
        try user.account.submit(id: 1, deposit(7))
        try user.poll()
        #expect(try chain.custody(token: native) == 7)
        func setBalance(_ wei: String) throws {
            _ = try local.client.call("anvil_setBalance", [.string(zklink.hex), .string(wei)])
            try local.mine()
        }
        try setBalance("0x5")
        #expect(try chain.custody(token: native) == 5)
        try setBalance("0x9")
        #expect(try chain.custody(token: native) == 7)

        let token = local.stablecoin
        #expect(try chain.custody(token: token.padded) == 0)
        // It answers no question any more.
        _ = try local.client.call("anvil_setCode", [.string(token.hex), "0x60006000fd"])
        try local.mine()
        #expect(try chain.custody(token: token.padded) == 0)
    }

    @Test func recoversItsNonceAfterARestart() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 2)
        let own = EthereumAddress(local.key(3).address)
        try local.setAutomine(false)
        let first = try TestAccount(chain, local.key(3))
        for id in 1...3 { try first.account.submit(id: UInt64(id), deposit(UInt128(id))) }
        try first.poll()

        // Without its state it learns from the chain which nonces are taken.
        let forgetful = try TestAccount(chain, local.key(3))
        try forgetful.account.submit(id: 4, deposit(4))
        try forgetful.poll()
        #expect(try local.client.transactionCount(of: own, at: .pending) == 4)
        try local.mine()
        #expect(try chain.custody(token: native) == 1 + 2 + 3 + 4)

        // With its state it also repeats what the node has lost.
        let second = try TestAccount(chain, local.key(4))
        try second.account.submit(id: 1, deposit(100))
        _ = try local.client.call("devchain_dropNext", [1])
        try second.poll()
        try local.mine()
        #expect(try chain.custody(token: native) == 10)
        let restored = try TestAccount(chain, local.key(4), restoring: second.stored.state)
        #expect(restored.account.unfinishedIDs == [1])
        try restored.poll()
        try local.mine()
        #expect(try chain.custody(token: native) == 110)
        try local.mine(2)
        try restored.poll()
        #expect(restored.finished.keys.contains(1))
    }

    @Test func commitsABlockWithItsData() throws {
        let local = try DevelopmentChain()
        let chain = local.settlement(depth: 1)
        let user = try TestAccount(chain, local.key(1))
        let head = try local.client.latestBlock()
        let data = BlockData(number: 1, timestamp: head.timestamp, operations: []).encoded.data
        var header = local.genesis
        header.number = 1
        header.previousHash = local.genesis.hash
        header.timestamp = head.timestamp
        header.newRoot = Bytes32 { _ in 6 }
        header.dataHash = SHA256.hash(data)
        let call = ChainCall.operator(
            .commit(header: header.encoded, operations: [], data: data))
        try user.account.submit(id: 1, call)
        try user.poll()
        var follower = try local.follower(of: chain, depth: 1)
        try local.mine(1)
        let events = try follower.advance().confirmed
        let committed = try #require(
            events.last { if case .blockCommitted = $0.event { true } else { false } })
        guard case .blockCommitted(let commitment) = committed.event else { return }
        #expect(commitment.header == header)
        #expect(commitment.syncHash == header.syncHash(after: local.genesis.hash))
        #expect(try chain.headerHash(number: 1) == header.hash)
        #expect(try chain.headerHash(number: 2) == nil)
        #expect(try chain.progress().committed == 1)
        let window = try #require(try chain.commitWindow())
        #expect(window.allowsFirstSignature && window.revertDeadline > 0)
        #expect(window.committedAt > 0 && window.committedAt <= window.now)
        do {
            try user.account.submit(id: 2, call)
            Issue.record("a repeated block was taken")
        } catch {
            guard case .wouldRevert(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.hasPrefix("blocks:"))
        }
    }

    @Test func refusesContractsThatDoNotNameEachOther() throws {
        let local = try DevelopmentChain()
        let contracts = local.contracts
        for (zklink, ledger) in [
            (contracts.zklink, contracts.zklink), (contracts.blockLedger, contracts.blockLedger),
            (contracts.blockLedger, contracts.zklink), (local.stablecoin, contracts.blockLedger),
            (contracts.zklink, EthereumAddress.native),
        ] {
            let chain = EthereumSettlementChain(
                chain: ChainID(1), evmChainID: local.evmChainID,
                contracts: ZkLinkContracts(zklink: zklink, blockLedger: ledger),
                confirmationDepth: 1, clients: [local.client])
            #expect(throws: SettlementError.self) { try chain.checkConnection() }
        }
        try local.settlement(depth: 1).checkConnection()
    }

    @Test func believesNeitherOfTwoNodesThatDisagree() throws {
        let local = try DevelopmentChain()
        let other = try DevelopmentChain()
        let agreed = local.settlement(depth: 2, witness: local.client)
        #expect(try agreed.progress().queueLength == 2)
        let split = local.settlement(depth: 2, witness: other.client)
        #expect(throws: SettlementError.self) { try split.head() }
        #expect(throws: SettlementError.nodesDisagree(blockNumber: 1)) {
            try split.block(number: 1)
        }
    }
}
