import Bytes
public import Ledger
import TestSupport
public import Transition

/// A generator of operations: often applicable, often just not, and sometimes absurd.
///
/// The same seed and the same state before each operation give the same operations.
public struct ScenarioGenerator: Sendable {
    var random: SeededGenerator
    /// The network of every scenario.
    public let network: NetworkID
    /// The network's chains; the last one is a Solana chain.
    public let chains: [ChainID]
    /// The owner of the fee account.
    public let feeOwner: ChainAddress
    let owners: [ChainAddress]
    let tokens: [TokenID]
    let slots: [KeySlot]
    /// Whether amounts come near the end of their range, as in every eighth scenario.
    let isRich: Bool
    var poolCount: UInt16 = 0

    /// The scenario of a seed.
    public init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        isRich = seed % 8 == 0
        network = NetworkID(UInt32(truncatingIfNeeded: seed | 1))
        chains = [ChainID(1), ChainID(2), ChainID(9)]
        feeOwner = ChainAddress(evm: Bytes20 { _ in 0xfe })
        var owners = [ChainAddress]()
        for index in UInt8(1)...4 {
            let bytes = random.bytes(20)
            owners.append(ChainAddress(evm: Bytes20 { $0 == 0 ? index : bytes[$0] }))
        }
        let solana = random.bytes(32)
        owners.append(ChainAddress(solana: Bytes32 { solana[$0] }))
        self.owners = owners
        tokens = [TokenID(2), TokenID(3), TokenID(4), TokenID(5)]
        slots = [KeySlot(0), KeySlot(1), KeySlot(15)]
    }

    /// The genesis of the scenario.
    public func genesis() throws(TransitionError) -> Genesis {
        try Genesis(
            network: network,
            chains: chains.map {
                $0.rawValue == 9
                    ? GenesisChain(chain: $0, family: .solana, reference: Bytes32 { UInt8($0) })
                    : GenesisChain($0, evmChainID: 31_000 + UInt64($0.rawValue))
            }, feeOwner: feeOwner)
    }

    /// Operations that register tokens and keys and make deposits.
    public mutating func opening() -> [Operation] {
        var operations = [Operation]()
        for chain in chains {
            for token in tokens where chain.rawValue != 9 || token != tokens[2] {
                let decimals = UInt8(pick([0, 6, 8, 18]))
                var registration = register(token, on: chain, decimals: decimals)
                if !chance(20) {
                    registration.tokenClass =
                        token == yielding ? 2 : token == tokens[2] ? 0 : 1
                }
                operations.append(.priority(chain, .registerToken(registration)))
            }
        }
        for owner in owners {
            let key = setKey(owner, slot: slots[0], scopes: .all, expiry: 0)
            operations.append(.priority(chains[0], .setKey(key)))
            for token in tokens {
                let deposit = Deposit(
                    token: token, amount: openingDeposit(), owner: owner,
                    subAccount: SubAccount(0))
                operations.append(.priority(chains[chance(2) ? 0 : 1], .deposit(deposit)))
            }
        }
        operations += openingDollar()
        let pairs = [(tokens[0], tokens[1]), (tokens[0], tokens[2]), (tokens[1], tokens[2])]
        var pools = [CreatePool]()
        for pair in pairs {
            let isSmall = chance(10)
            pools.append(
                CreatePool(
                    kind: .constantProduct, feeRate: pick([0, 2_500, 99_999]),
                    deposits: .of(
                        TokenQuantity(pair.0, isSmall ? Amount(1_000) : openingPoolAmount()),
                        TokenQuantity(
                            pair.1,
                            isSmall
                                ? Amount(UInt128(1_000 + number(below: 4)))
                                : openingPoolAmount()))))
        }
        pools.append(openingStablePool(of: chance(3) ? coins : [tokens[0], tokens[1]]))
        pools.append(openingStablePool(of: chance(3) ? tokens : [tokens[0], yielding]))
        for (nonce, body) in (pools.map { .createPool($0) } + openingVaults()).enumerated() {
            operations.append(
                .signed(
                    SignedOperation(
                        authorization: Authorization(
                            account: AccountID(1), subAccount: SubAccount(0), slot: slots[0],
                            nonce: UInt32(nonce + 1), validUntil: .max),
                        fee: TokenQuantity(tokens[0], .zero), body: body)))
        }
        operations += openingMarkets().map { .priority(chains[0], $0) }
        for _ in 0..<number(below: 4) { operations.append(.priority(chains[0], reserveTarget())) }
        for token in [
            TokenID.unifiedDollar, TokenID(shareOf: stablePool), TokenID(shareOf: PoolID(0)),
        ] {
            for chain in chains where chance(2) {
                operations.append(
                    .priority(chain, .registerToken(register(token, on: chain, decimals: 18))))
            }
        }
        if chance(2) {
            let present = pools[3].stable.amplification
            operations.append(
                .priority(
                    chains[0],
                    .rampAmplification(ramp(of: stablePool, from: present, isPlausible: true))))
        }
        return operations
    }

    /// The stable pool of the opening, unless that was refused.
    var stablePool: PoolID { PoolID(3) }

    /// The stable pool with a yield-bearing coin, unless that or the one before was refused.
    var ratedPool: PoolID { PoolID(4) }

    /// The tokens that are not yield-bearing.
    var coins: [TokenID] { Array(tokens.prefix(3)) }

    /// A yield-bearing token, usually with a rate.
    var yielding: TokenID { tokens[3] }

    /// The seconds between two blocks: a few, in which prices stay fresh and allowances come back, or
    /// days, in which ramps go on.
    mutating func pause() -> UInt64 { pick([0, 1, 2, 3, 5, 35, 60, 4_000, 86_400, 200_000]) }

    /// The next operation for a block under construction.
    public mutating func next<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
    ) -> Operation {
        if case .counter(let record)? = executor.record(for: .counter(.pools)) {
            poolCount = UInt16(clamping: record.next)
        }
        if chance(4), let operation = squeeze(&executor) { return operation }
        if chance(8) { return postRate(&executor) }
        guard chance(3) else { return .signed(signed(&executor)) }
        let chain = chain()
        return .priority(chain, priority(on: chain, &executor))
    }
}

// Choices.
extension ScenarioGenerator {
    /// One whole token: every scale divides it.
    var whole: UInt128 { 1_000_000_000_000_000_000 }

    /// Whether one of `count` equal chances occurred.
    mutating func chance(_ count: UInt64) -> Bool { random.next() % count == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(random.next() % UInt64(elements.count))]
    }

    mutating func chain() -> ChainID { pick(chains) }

    mutating func number(below limit: UInt64) -> UInt64 { random.next() % limit }

    /// Whole tokens; up to 2^128 units in a rich scenario, so that a sum of two may overflow.
    mutating func openingDeposit() -> Amount {
        Amount((isRich ? magnitude(from: 66, to: 68) : magnitude(from: 18, to: 26)) * whole)
    }

    /// Terms of a stable pool: usual ones, the ends of their ranges, and now and then refused ones.
    mutating func stableTerms() -> StableTerms {
        StableTerms(
            amplification: pick([100, 1_000, 50_000, 1_000_000, chance(10) ? 99 : 200_000]),
            feeSlope: pick([0, 2_000, chance(10) ? 1_000_001 : 1_000_000]),
            maximumFeeRate: pick([300, 5_000, chance(10) ? 100_001 : 100_000]))
    }

    /// An amount of a coin of a stable pool: whole tokens, in a rich scenario up to its limit.
    private mutating func stableAmount() -> Amount {
        let most: UInt64 = isRich ? 50 : chance(3) ? 4 : 14
        return Amount(magnitude(from: most - 2, to: most) * whole)
    }

    private mutating func openingStablePool(of tokens: [TokenID]) -> CreatePool {
        var deposits = BoundedList<4, TokenQuantity>()
        for token in tokens { deposits.append(TokenQuantity(token, stableAmount())) }
        return CreatePool(
            kind: .stable, feeRate: pick([1, 300]), stable: stableTerms(), deposits: deposits)
    }

    private mutating func openingPoolAmount() -> Amount {
        Amount(isRich ? magnitude(from: 118, to: 127) : magnitude(from: 40, to: 76))
    }

    /// A positive number of random length: the number of its bits is between the bounds.
    mutating func magnitude(from low: UInt64, to high: UInt64) -> UInt128 {
        let bits = low + number(below: high - low + 1)
        let value = UInt128(random.next()) << 64 | UInt128(random.next())
        return 1 + (value & ((1 << UInt128(bits)) - 1))
    }

    mutating func owner() -> ChainAddress {
        guard chance(12) else { return pick(owners) }
        let bytes = random.bytes(20)
        return ChainAddress(evm: Bytes20 { bytes[$0] })
    }

    mutating func account() -> AccountID {
        if chance(40) { return pick([AccountID.none, .fees, AccountID(77)]) }
        return AccountID(UInt32(1 + number(below: UInt64(owners.count))))
    }

    mutating func subAccount() -> SubAccount {
        if chance(60) { return SubAccount(pick([31, 32, 255])) }
        return SubAccount(chance(6) ? 1 : 0)
    }

    mutating func token() -> TokenID {
        if chance(60) { return TokenID(pick([0, 6, 0x7fff, 0xffff])) }
        if chance(12) { return .unifiedDollar }
        if poolCount > 0, chance(8) {
            return TokenID(shareOf: PoolID(UInt16(number(below: UInt64(poolCount)))))
        }
        return pick(tokens)
    }

    mutating func pool() -> PoolID {
        if poolCount == 0 || chance(30) { return PoolID(pick([poolCount, 0x7fff, 0xffff])) }
        return PoolID(UInt16(number(below: UInt64(poolCount))))
    }

    /// An amount around a balance: usually a part of it, sometimes an edge.
    mutating func amount(held: Amount) -> Amount {
        switch number(below: 24) {
        case 0: return .zero
        case 1: return Amount(1)
        case 2: return held
        case 3: return held.adding(Amount(1)) ?? held
        case 4: return chance(3) ? .maximum : held
        case 5...12 where isRich: return held
        default:
            guard !held.isZero else { return Amount(magnitude(from: 1, to: 70)) }
            let part = 1 + (held.units >> UInt128(1 + number(below: chance(3) ? 60 : 8)))
            return Amount(chance(3) && part >= whole ? part - part % whole : part)
        }
    }

    mutating func rate() -> UInt16 { chance(30) ? 10_000 : pick([0, 0, 25, 9_999]) }

    mutating func receiver() -> ChainAddress {
        chance(40) ? ChainAddress(evm: Bytes20()) : owner()
    }
}
