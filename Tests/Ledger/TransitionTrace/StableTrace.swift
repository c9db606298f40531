import Bytes
import Ledger
import TestSupport
import Transition
import TransitionScenarios

/// One operation on a stable pool in a random state, often at an edge of its domain, as JSON.
struct StableTrace {
    private var random: SeededGenerator
    private let one: UInt128 = 1_000_000_000_000_000_000
    private let caller = AccountID(1)

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Amplification, fee rate, slope, largest fee, balances, supply, rates; the number of the operation (0
    /// exact in, 1 exact out, 2 one coin in, 3 one coin out), coin in, coin out, amount; code;
    /// balances and supply after, what the caller's balances and the protocol's changed by.
    mutating func line() throws -> String {
        let (pool, rates) = ratedPool()
        let kind = Int(number(below: 4))
        let input = Int(number(below: UInt64(pool.tokens.count)))
        let output =
            (input + 1 + Int(number(below: UInt64(pool.tokens.count - 1))))
            % pool.tokens.count
        let amount = amount(kind: kind, pool, input: input, output: output)
        var executor = try executor(pool, rates)
        let outcome = executor.apply(
            operation(kind, pool, input, output, amount), signature: .alreadyVerified)
        var code: UInt8 = 0
        if case .rejected(let reason) = outcome { code = reason.rawValue }
        guard case .pool(let after)? = executor.record(for: .pool(PoolID(0))) else {
            throw TraceError.noPool
        }
        let terms = pool.stable
        let fields: [String] = [
            "\(terms.amplification)", "\(pool.feeRate)", "\(terms.feeSlope)",
            "\(terms.maximumFeeRate)", list(pool.balances.array), "\(pool.shareSupply.units)",
            list(rates), "\(kind)", "\(input)", "\(output)", "\(amount)", "\(code)",
            list(after.balances.array), "\(after.shareSupply.units)",
            list(pool.tokens.array.map { held(&executor, caller, $0) }),
            list(pool.tokens.array.map { held(&executor, .fees, $0) }),
        ]
        return "[" + fields.joined(separator: ",") + "]"
    }

    private func list(_ amounts: [Amount]) -> String {
        "[" + amounts.map { "\($0.units)" }.joined(separator: ",") + "]"
    }

    /// What the caller has of each token before.
    private var funds: Amount { Amount(1 << 127) }

    private func held(
        _ executor: inout BlockExecutor<TraceReader>, _ account: AccountID, _ token: TokenID
    ) -> Amount {
        let key = RecordKey.balance(account, SubAccount(0), token)
        guard case .balance(let amount)? = executor.record(for: key) else { return .zero }
        return amount
    }

    private func executor(_ pool: PoolRecord, _ rates: [Amount]) throws -> BlockExecutor<
        TraceReader
    > {
        let owner = ChainAddress(evm: Bytes20 { _ in 1 })
        let genesis = try Genesis(
            network: NetworkID(1), chains: [GenesisChain(ChainID(1), evmChainID: 1)],
            feeOwner: ChainAddress(evm: Bytes20 { _ in 2 }))
        var records = [RecordKey: Record]()
        for (key, record) in genesis.records { records[key] = record }
        records[.account(caller)] = .account(AccountRecord(owner: owner))
        records[.key(caller, KeySlot(0))] = .key(
            KeyRecord(publicKey: Bytes40(), scopes: .all, expiry: 0, nonces: NonceWindow()))
        records[.pool(PoolID(0))] = .pool(pool)
        for token in pool.tokens.array {
            records[.token(token)] = .token(TokenRecord(.stable))
            records[.balance(caller, SubAccount(0), token)] = .balance(funds)
        }
        for (token, rate) in zip(pool.tokens.array, rates) {
            records[.price(FeedID(priceOf: token))] = .price(PriceRecord(price: rate, time: 1))
        }
        let share = TokenID(shareOf: PoolID(0))
        records[.token(share)] = .token(TokenRecord(.share))
        records[.balance(caller, SubAccount(0), share)] = .balance(pool.issuedShares ?? .zero)
        return try BlockExecutor(
            previous: genesis.header(root: Bytes32()), timestamp: 1,
            reader: TraceReader(records: records))
    }

    private func operation(
        _ kind: Int, _ pool: PoolRecord, _ input: Int, _ output: Int, _ amount: UInt128
    ) -> SignedOperation {
        let (tokenIn, tokenOut) = (pool.tokens[input].rawValue, pool.tokens[output].rawValue)
        let route = Route(from: tokenIn, (0, tokenOut))
        let body: SignedBody =
            switch kind {
            case 0: .swap(.exactIn, in: amount, out: 0, route)
            case 1: .swap(.exactOut, in: .max, out: amount, route)
            case 2: .addOneCoin(tokenIn, amount)
            default: .removeOneCoin(tokenOut, shares: amount)
            }
        return SignedOperation(
            authorization: Authorization(
                account: caller, subAccount: SubAccount(0), slot: KeySlot(0), nonce: 0,
                validUntil: .max),
            fee: TokenQuantity(pool.tokens[0], .zero), body: body)
    }
}

// Choices.
extension StableTrace {
    private mutating func number(below limit: UInt64) -> UInt64 { random.next() % limit }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(number(below: UInt64(elements.count)))]
    }

    /// A number of random length, up to `bits` bits.
    private mutating func magnitude(_ bits: UInt64) -> UInt128 {
        let value = UInt128(random.next()) << 64 | UInt128(random.next())
        return 1 + (value & ((1 << UInt128(1 + number(below: bits))) - 1))
    }

    /// A pool, every second time with rates of some of its coins; one for the others.
    private mutating func ratedPool() -> (PoolRecord, rates: [Amount]) {
        var pool = pool()
        guard number(below: 2) == 0 else { return (pool, pool.tokens.array.map { _ in .unit }) }
        var rates = [Amount]()
        for index in pool.tokens.indices {
            guard number(below: 3) > 0 else {
                rates.append(.unit)
                continue
            }
            pool.ratedCoins |= 1 << UInt32(index)
            let near = one * 1_027_314 / 1_000_000 + UInt128(number(below: 1 << 40))
            rates.append(
                Amount(
                    pick([near, near, one + 1, one - 1, one, 3 * one, one / 1_000, magnitude(100)]))
            )
        }
        return (pool, rates)
    }

    private mutating func pool() -> PoolRecord {
        let largest: UInt128 = pick([
            magnitude(110), magnitude(110), 1 << 110, (1 << 110) + 1, one, 1_000 * one,
            1_000_000 * one, 50_000_000_000_000_000 + UInt128(number(below: 2)),
        ])
        var balances = [largest]
        for _ in 0..<1 + number(below: 3) {
            let ratio: UInt128 = pick([
                1, 1, 2, 999, 1_000, 1_001, 4_095, 4_096, 4_097, UInt128(1 + number(below: 1_000)),
            ])
            balances.append(max(1, largest / ratio + UInt128(number(below: 3))))
        }
        balances.shuffle(using: &random)
        var (tokens, amounts) = (PoolTokens(), PoolAmounts())
        for (index, balance) in balances.enumerated() {
            tokens.append(TokenID(UInt16(1 + index)))
            amounts.append(Amount(balance))
        }
        let amplification = pick([100, 101, 5_000, 50_000, 1_000_000, 100 + number(below: 999_901)])
        return PoolRecord(
            kind: .stable, tokens: tokens, balances: amounts,
            shareSupply: Amount(one + magnitude(113)), feeRate: pick([1, 300, 100_000]),
            stable: StableTerms(
                amplification: UInt32(amplification), feeSlope: pick([0, 2_000, 1_000_000]),
                maximumFeeRate: 100_000))
    }

    private mutating func amount(
        kind: Int, _ pool: PoolRecord, input: Int, output: Int
    ) -> UInt128 {
        let whole =
            switch kind {
            case 0, 2: pool.balances[input].units
            case 1: pool.balances[output].units
            default: (pool.issuedShares ?? .zero).units
            }
        let most = kind == 3 ? whole : min(whole * 2_000, funds.units)
        let chosen: UInt128 = pick([
            1, 2, 3, whole, whole - min(whole, 1), whole / 2, whole / 1_000, whole / 10, most,
            magnitude(110), whole - whole / 1_000, whole >> UInt128(number(below: 100)),
        ])
        return min(max(chosen, 1), max(most, 1))
    }
}

/// Reads from a dictionary.
struct TraceReader: StateReader {
    let records: [RecordKey: Record]

    func record(for key: RecordKey) -> Record? { records[key] }
}
