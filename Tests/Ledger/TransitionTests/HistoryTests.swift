import Bytes
import Ledger
import Signatures
import StateTree
import Testing
import Transition
import TransitionScenarios

/// Laws over random histories; a failure names its seed.
@Suite struct HistoryTests {
    private func run(_ seed: UInt64, blocks: Int = 3, steps: Int = 30) throws -> ScenarioRun {
        var run = try ScenarioRun(seed: seed)
        for _ in 0..<blocks { try run.addBlock(stepCount: steps) }
        return run
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func everyTokenIsConserved(seed: UInt64) throws {
        // Summed over the whole state, in another way than the executor's check by differences.
        let run = try run(seed)
        var held = [TokenID: WideAmount]()
        var backing = [TokenID: WideAmount]()
        func add(_ amount: Amount, _ token: TokenID?, to sums: inout [TokenID: WideAmount]) throws {
            guard !amount.isZero else { return }
            let token = try #require(token)
            let before = sums[token] ?? WideAmount()
            let after: WideAmount = try #require(before.adding(WideAmount(amount)))
            sums[token] = after
        }
        for (key, record) in run.state.records {
            switch record {
            case .balance(let amount): try add(amount, key.token, to: &held)
            case .reserve(let amount):
                // Of the dollar and of shares, what is out on a chain.
                let token = try #require(key.token)
                if token.rawValue == 1 || token.rawValue >= 0x8000 {
                    try add(amount, token, to: &held)
                } else {
                    try add(amount, token, to: &backing)
                }
            case .pool(let pool):
                for index in pool.tokens.indices {
                    try add(pool.balances[index], pool.tokens[index], to: &held)
                }
                let share = TokenID(shareOf: try #require(key.pool))
                try add(pool.shareSupply, share, to: &backing)
                try add(pool.kind.lockedShares, share, to: &held)
            case .dollar(let dollar):
                for coin in dollar.coins.array { try add(coin.amount, coin.token, to: &held) }
                try add(dollar.supply, .unifiedDollar, to: &backing)
            case .vault(let vault): try add(vault.collateral, key.token, to: &held)
            default: break
            }
        }
        #expect(!backing.isEmpty && held.keys == backing.keys)
        for (token, sum) in held { #expect(backing[token] == sum) }
    }

    @Test func historiesReachMostReasons() throws {
        var codes = Set<UInt8>()
        for seed in UInt64(0)..<40 {
            for block in try run(seed).blocks { codes.formUnion(block.steps.map { $0.code }) }
        }
        #expect(codes.isSuperset(of: [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 15]))
    }

    @Test(arguments: 100..<120 as Range<UInt64>)
    func blockDataAloneGivesTheSameHistory(seed: UInt64) throws {
        // Rejected attempts are not in the data: they must have left no trace.
        let run = try run(seed)
        var replayed = LedgerState(genesis: run.genesis)
        for block in run.blocks {
            let data = try BlockData(decodingPublished: block.closed.encoded.data)
            let closed = try replayed.execute(data, signatures: .alreadyVerified)
            #expect(replayed.header == block.header)
            #expect(closed.chains == block.closed.chains)
        }
        #expect(replayed.records == run.state.records)
        let reloaded = LedgerState(records: replayed.records, header: replayed.header)
        #expect(reloaded?.header == run.state.header)
        var changed = replayed.records
        changed[.balance(.fees, SubAccount(9), TokenID(9))] = .balance(Amount(1))
        #expect(LedgerState(records: changed, header: replayed.header) == nil)
    }

    @Test func theSameSeedGivesTheSameHistory() throws {
        let (first, second, other) = (try run(7), try run(7), try run(8))
        #expect(first.state.header == second.state.header)
        #expect(first.state.header != other.state.header)
    }
}
