import Bytes
import Ledger
import TestSupport
import Transition

extension ScenarioGenerator {
    mutating func priority<Reader: StateReader>(
        on chain: ChainID, _ executor: inout BlockExecutor<Reader>
    ) -> PriorityOperation {
        switch number(below: 12) {
        case 0...2:
            let scaled = magnitude(from: 1, to: 20) * (chance(4) ? whole / 1_000_000 : whole)
            let usual = isRich ? openingDeposit() : Amount(scaled)
            return .deposit(
                Deposit(
                    token: token(), amount: chance(20) ? amount(held: .maximum) : usual,
                    owner: owner(), subAccount: subAccount()))
        case 3...4: return .fullExit(fullExit(&executor))
        case 5...6:
            return .setKey(
                setKey(
                    owner(), slot: chance(20) ? KeySlot(16) : pick(slots),
                    scopes: Scopes(rawValue: UInt8(number(below: chance(10) ? 32 : 16))),
                    expiry: pick([0, 0, executor.timestamp, executor.timestamp + 5])))
        case 7:
            let token = token()
            return .registerToken(
                register(
                    token, on: chain,
                    decimals: token.isIssued && !chance(4) ? 18 : UInt8(number(below: 20))))
        case 8:
            if chance(2) { return setVaultTerms() }
            if chance(4) { return reserveTarget() }
            return chance(2) ? dollarGovernance() : governed(&executor)
        default: return .crossSwap(crossSwap(&executor))
        }
    }

    /// An operation of governance, now and then one that cannot be read.
    private mutating func governed<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
    ) -> PriorityOperation {
        let pool = chance(2) ? stablePool : pool()
        var present: UInt32 = 100_000
        if case .pool(let record)? = executor.record(for: .pool(pool)), record.kind == .stable {
            present = record.amplification(at: executor.timestamp)
        }
        let ramp = PriorityOperation.rampAmplification(
            ramp(of: pool, from: present, isPlausible: !chance(4)))
        guard chance(8) else { return ramp }
        // Another code or length.
        var bytes = ramp.encoded
        if chance(2) { bytes[0] = UInt8(0x07 + number(below: 9)) } else { bytes[2] -= 1 }
        return (try? PriorityOperation(decoding: Array(bytes.prefix(3 + Int(bytes[2]))))) ?? ramp
    }

    /// A ramp from an amplification; a plausible one is refused only when one runs.
    mutating func ramp(
        of pool: PoolID, from present: UInt32, isPlausible: Bool
    ) -> RampAmplification {
        let (least, most) = (
            LedgerLimits.amplification.lowerBound, LedgerLimits.amplification.upperBound
        )
        let within = pick([(present + 1) / 2, 2 * present, present + 1, present - 1])
        let beyond = pick([present, (present + 1) / 2 - 1, 2 * present + 1, least - 1, most + 1])
        return RampAmplification(
            pool: pool, target: isPlausible ? min(max(within, least), most) : beyond,
            duration: pick([259_200, 259_201, 400_000, chance(8) ? 259_199 : 31_536_000]))
    }

    /// A target near the reserves of the opening; now and then none, or one that is refused.
    mutating func reserveTarget() -> PriorityOperation {
        let usual = isRich ? openingDeposit() : Amount(magnitude(from: 1, to: 24) * whole)
        let edge: Amount = pick([.zero, Amount(1 << 111), Amount((1 << 111) + 1), Amount(1)])
        return .setReserveTarget(
            SetReserveTarget(
                token: token(), chain: chance(20) ? ChainID(3) : chain(),
                target: chance(6) ? edge : usual))
    }

    mutating func register(
        _ token: TokenID, on chain: ChainID, decimals: UInt8
    ) -> RegisterToken {
        let byte = UInt8(truncatingIfNeeded: token.rawValue)
        let contract =
            (chain.rawValue == 9) != chance(30)
            ? ChainAddress(solana: Bytes32 { _ in byte }) : ChainAddress(evm: Bytes20 { _ in byte })
        return RegisterToken(
            token: token, contract: contract, decimals: decimals,
            tokenClass: UInt8(number(below: chance(10) ? 5 : 3)))
    }

    mutating func setKey(
        _ caller: ChainAddress, slot: KeySlot, scopes: Scopes, expiry: UInt64
    ) -> SetKey {
        let bytes = random.bytes(40)
        return SetKey(
            caller: caller, slot: slot, publicKey: Bytes40 { bytes[$0] }, scopes: scopes,
            expiry: expiry)
    }

    private mutating func fullExit<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
    ) -> FullExit {
        let (account, subAccount, token) = (account(), subAccount(), token())
        var caller = owner()
        if case .account(let record)? = executor.record(for: .account(account)), !chance(4) {
            caller = record.owner
        }
        let held = executor.held(account, subAccount, token)
        return FullExit(
            caller: caller, account: account, subAccount: subAccount, token: token,
            amount: chance(2) ? .maximum : amount(held: held))
    }

    private mutating func crossSwap<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
    ) -> CrossSwap {
        let tokenIn = token()
        var route = route(from: tokenIn, hops: Int(number(below: 4)), &executor)
        if chance(12), route.hops.count > 0 {
            let last = route.hops.count - 1
            route.hops[last] = Hop(pool: route.hops[last].pool, tokenOut: token())
        }
        let scaled = magnitude(from: 1, to: 20) * (chance(4) ? whole / 1_000_000 : whole)
        return CrossSwap(
            route: route, amount: chance(25) ? amount(held: .maximum) : Amount(scaled),
            targetChain: chance(25) ? ChainID(3) : chance(4) ? .network : chain(),
            minimumOut: chance(3) ? Amount(scaled / 2) : Amount(UInt128(number(below: 2))),
            receiver: receiver(), fallback: receiver(), fastFeeRate: chance(4) ? 0 : rate())
    }

    /// A route that usually connects.
    mutating func route<Reader: StateReader>(
        from tokenIn: TokenID, hops: Int, _ executor: inout BlockExecutor<Reader>
    ) -> Route {
        var route = Route(from: tokenIn, Hops())
        for _ in 0..<hops {
            let token = route.tokenOut
            var candidates = [Hop]()
            for index in 0..<poolCount {
                let id = PoolID(index)
                let isUsed = route.hops.array.contains { $0.pool == id }
                let share = TokenID(shareOf: id)
                guard case .pool(let record)? = executor.record(for: .pool(id)),
                    record.index(of: token) != nil || token == share, !isUsed || chance(20)
                else { continue }
                let others = record.tokens.array + (chance(3) ? [share] : [])
                for other in others where other != token || chance(40) {
                    candidates.append(Hop(pool: id, tokenOut: other))
                }
            }
            if token == .unifiedDollar {
                candidates.append(
                    Hop(pool: .unifiedDollar, tokenOut: pick(Array(tokens.prefix(2)))))
            } else if tokens.prefix(2).contains(token), chance(2) {
                candidates.append(Hop(pool: .unifiedDollar, tokenOut: .unifiedDollar))
            }
            guard !candidates.isEmpty, !chance(30) else {
                if chance(3) { route.hops.append(Hop(pool: pool(), tokenOut: self.token())) }
                break
            }
            route.hops.append(pick(candidates))
        }
        return route
    }
}

extension BlockExecutor {
    /// The present balance of a sub-account.
    mutating func held(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> Amount {
        let key = RecordKey.balance(account, SubAccount(subAccount.rawValue & 31), token)
        guard case .balance(let amount)? = record(for: key) else { return .zero }
        return amount
    }
}
