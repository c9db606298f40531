import Bytes
import Hashing
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Limits, headers and the conservation check of blocks.
@Suite struct BlockTests {
    private let one = TestLedger.one

    private func deposit(_ units: UInt128, sub: UInt8 = 0) -> PriorityOperation {
        .deposit(
            Deposit(
                token: TokenID(2), amount: Amount(units), owner: TestLedger.alice,
                subAccount: SubAccount(sub)))
    }

    @Test func fillsUpWithOperations() throws {
        var executor = try TestLedger().executor()
        for _ in 0..<LedgerLimits.maximumOperations {
            #expect(
                executor.apply(deposit(one)).receipt == .account(AccountID(1), isNew: false)
            )
        }
        #expect(executor.apply(deposit(one)) == .blockFull)
        #expect(executor.chains[0].queueCount == 1_024)
        let transfer = Transfer(
            token: TokenID(2), amount: .zero, destination: .account(AccountID(2)),
            destinationSubAccount: SubAccount(0))
        #expect(executor.apply(TestLedger.sign(.transfer(transfer))) == .blockFull)
    }

    @Test func fillsUpWithBytes() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, one)
        var executor = try ledger.executor()
        let transfer = Transfer(
            token: TokenID(2), amount: Amount(1), destination: .account(AccountID(2)),
            destinationSubAccount: SubAccount(0))
        var nonce: UInt32 = 0
        while case .applied = executor.apply(TestLedger.sign(.transfer(transfer), nonce: nonce)) {
            nonce += 1
        }
        // Tag, account, nonce, mask, token, amount, receiver; the nonces from 128 on take two bytes.
        #expect(executor.operations.count == (98_304 - 17 + 128) / (8 + 1 + 88))
        #expect(executor.apply(TestLedger.sign(.transfer(transfer), nonce: nonce)) == .blockFull)
        let count = executor.byteCount
        let encoded = try executor.close().encoded
        #expect(encoded.data.count + encoded.authorizations.count == count)
        #expect(count <= 98_304 && count > 98_304 - 97)
    }

    @Test func fillsUpWithPayoutsOfAChain() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 1_000 * one)
        ledger.setReserve(TestLedger.source, 2, 1_000 * one)
        ledger.setReserve(TestLedger.target, 2, 1_000 * one)
        var executor = try ledger.executor()
        func withdraw(_ chain: ChainID, _ nonce: UInt32) -> SignedOperation {
            TestLedger.sign(
                .withdraw(
                    Withdraw(
                        token: TokenID(2), amount: Amount(one), minimum: .zero, chain: chain,
                        receiver: TestLedger.bob, fastFeeRate: 0)),
                nonce: nonce)
        }
        for nonce in UInt32(0)..<64 {
            guard case .applied = executor.apply(withdraw(TestLedger.source, nonce)) else {
                Issue.record("not applied")
                return
            }
        }
        #expect(executor.apply(withdraw(TestLedger.source, 64)) == .blockFull)
        #expect(executor.balance(1, 2) == 936 * one)
        #expect(executor.apply(deposit(one, sub: 32)) == .blockFull)
        #expect(executor.chains[0].queueCount == 0)
        guard case .applied = executor.apply(withdraw(TestLedger.target, 64)) else {
            Issue.record("the other chain has room")
            return
        }
    }

    @Test func headersFollowEachOther() throws {
        var state = LedgerState(
            genesis: try Genesis(
                network: NetworkID(5), chains: TestLedger.onlySource, feeOwner: TestLedger.bob))
        let genesis = state.header
        #expect(genesis.number == 0 && genesis.oldRoot == genesis.newRoot)
        var executor = try state.executor(timestamp: 10)
        #expect(executor.apply(deposit(one)) == .failed(.notFound, refund: nil))
        let closed = try executor.close()
        let header = state.commit(closed)
        #expect(header.number == 1 && header.previousHash == genesis.hash)
        #expect(header.oldRoot == genesis.newRoot && header.newRoot != header.oldRoot)
        #expect(header.dataHash == SHA256.hash(closed.encoded.data))
        #expect(header.chains[0].queueEnd == 1)
        #expect(throws: TransitionError.timestamp(previous: 10, actual: 9)) {
            try state.executor(timestamp: 9)
        }
        let empty = try state.executor(timestamp: 10).close()
        #expect(state.commit(empty).chains[0].queueStart == 1)
    }

    @Test func genesisListsEveryChainOnce() throws {
        for chains: [UInt8] in [[], [0, 1], [1, 1], [1, 255], Array(1...24)] {
            #expect(throws: TransitionError.genesisChains) {
                try Genesis(
                    network: NetworkID(1),
                    chains: chains.map { GenesisChain(ChainID($0), evmChainID: 1) },
                    feeOwner: TestLedger.bob)
            }
        }
        let most = try Genesis(
            network: NetworkID(1),
            chains: (232...254).reversed().map { GenesisChain(ChainID($0), evmChainID: 1) },
            feeOwner: TestLedger.bob)
        #expect(most.header(root: Bytes32()).encoded.count <= 2_048)
        #expect(most.chains.first?.chain == ChainID(232))
    }

    @Test func refusesDataThatCannotFollow() throws {
        let genesis = try Genesis(
            network: NetworkID(5), chains: TestLedger.onlySource, feeOwner: TestLedger.bob)
        var state = LedgerState(genesis: genesis)
        let before = state.header
        let transfer = Transfer(
            token: TokenID(2), amount: Amount(1), destination: .account(AccountID(2)),
            destinationSubAccount: SubAccount(0))
        func data(_ number: UInt64, _ operations: [Operation]) -> BlockData {
            BlockData(number: number, timestamp: 1, operations: operations)
        }
        #expect(throws: TransitionError.number(expected: 1, actual: 2)) {
            try state.execute(data(2, []))
        }
        let known = Operation.priority(TestLedger.source, deposit(one))
        #expect(throws: TransitionError.unknownChain(index: 1)) {
            try state.execute(data(1, [known, .priority(TestLedger.target, deposit(one))]))
        }
        #expect(throws: TransitionError.rejected(index: 1, .notFound)) {
            try state.execute(data(1, [known, .signed(TestLedger.sign(.transfer(transfer)))]))
        }
        #expect(state.header == before)
        #expect(throws: Never.self) { try state.execute(data(1, [known])) }
    }
}
