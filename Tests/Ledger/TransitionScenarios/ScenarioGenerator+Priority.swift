import Bytes
import Ledger
import TestSupport
import Transition

extension ScenarioGenerator {
    mutating func priority<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
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
        case 7: return .registerToken(register(token(), decimals: UInt8(number(below: 20))))
        default: return .crossSwap(crossSwap(&executor))
        }
    }

    mutating func register(_ token: TokenID, decimals: UInt8) -> RegisterToken {
        let contract = Bytes32 { $0 < 12 ? 0 : UInt8(truncatingIfNeeded: token.rawValue) }
        return RegisterToken(
            token: token, contract: contract, decimals: decimals,
            tokenClass: UInt8(number(below: chance(10) ? 5 : 3)))
    }

    mutating func setKey(
        _ caller: Owner, slot: KeySlot, scopes: Scopes, expiry: UInt64
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
        let (path, tokenOut) = path(from: tokenIn, hops: Int(number(below: 4)), &executor)
        let scaled = magnitude(from: 1, to: 20) * (chance(4) ? whole / 1_000_000 : whole)
        return CrossSwap(
            tokenIn: tokenIn, amount: chance(25) ? amount(held: .maximum) : Amount(scaled),
            targetChain: chance(25) ? ChainID(3) : chain(),
            targetToken: chance(12) ? token() : tokenOut,
            minimumOut: chance(3) ? Amount(scaled / 2) : Amount(UInt128(number(below: 2))),
            receiver: receiver(), fallback: receiver(), fastFeeRate: rate(), path: path)
    }

    /// A path that usually connects, and the token at its end.
    mutating func path<Reader: StateReader>(
        from tokenIn: TokenID, hops: Int, _ executor: inout BlockExecutor<Reader>
    ) -> (PoolPath, TokenID) {
        var pools = [PoolID]()
        var token = tokenIn
        for _ in 0..<hops {
            var candidates = [(PoolID, TokenID)]()
            for index in 0..<poolCount {
                let id = PoolID(index)
                guard case .pool(let record)? = executor.record(for: .pool(id)),
                    let other = PoolCurve.otherToken(of: record, than: token),
                    !pools.contains(id) || chance(20)
                else { continue }
                candidates.append((id, other))
            }
            guard !candidates.isEmpty, !chance(30) else {
                if chance(3) { pools.append(pool()) }
                break
            }
            let (id, other) = pick(candidates)
            pools.append(id)
            token = other
        }
        return (PoolPath(pools) ?? PoolPath(PoolID(0)), token)
    }
}

extension BlockExecutor {
    /// What a sub-account holds now.
    mutating func held(
        _ account: AccountID, _ subAccount: SubAccount, _ token: TokenID
    ) -> Amount {
        let key = RecordKey.balance(account, SubAccount(subAccount.rawValue & 31), token)
        guard case .balance(let amount)? = record(for: key) else { return .zero }
        return amount
    }
}
