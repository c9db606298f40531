import Bytes
import Ledger
import RpcApi
import Sdk
import Testing

/// Withdrawals at a chain's reserve, and what moves fill reserves that are short.
@Suite struct ReserveTests {
    private let usdc = TokenID(2)

    private func contract(
        _ chain: UInt8, target: UInt128, decimals: UInt8 = 18
    ) -> TokenContractInfo {
        TokenContractInfo(
            chain: ChainID(chain), contract: .init(), decimals: decimals,
            reserveTarget: Amount(target))
    }

    private func report(_ chains: [(held: UInt128, target: UInt128)]) -> ReserveReport {
        let numbers = chains.indices.map { UInt8($0 + 1) }
        let token = TokenInfo(
            token: usdc, symbol: "USDC", tokenClass: .stable, decimals: 18,
            chains: zip(numbers, chains).map { contract($0, target: $1.target) })
        let other = TokenInfo(
            token: TokenID(3), symbol: "USDT", tokenClass: .stable, decimals: 18,
            chains: [contract(1, target: 0)])
        return ReserveReport(
            [other, token],
            zip(numbers, chains).map {
                ReserveInfo(chain: ChainID($0), token: usdc, amount: Amount($1.held))
            })
    }

    private func moves(_ chains: (UInt128, UInt128)...) -> [String] {
        report(chains.map { (held: $0.0, target: $0.1) }).moves.map {
            "\($0.source.rawValue)>\($0.destination.rawValue): \($0.amount.units)"
        }
    }

    @Test func movesFillTheLargestShortageFirst() {
        #expect(moves((10, 5), (5, 5)).isEmpty)
        #expect(moves((10, 5), (2, 5)) == ["1>2: 3"])
        #expect(moves((10, 5), (2, 5), (0, 9)) == ["1>3: 5"])
        #expect(moves((30, 5), (2, 5), (0, 9)) == ["1>3: 9", "1>2: 3"])
        #expect(moves((6, 5), (0, 5), (20, 0)) == ["1>2: 1"])
        #expect(moves((7, 5), (0, 5), (6, 4)) == ["1>2: 2", "3>2: 2"])
        #expect(moves((0, 5), (0, 5)).isEmpty)
        // Tokens without a target are not part of it.
        #expect(report([(1, 2), (3, 0)]).rows.map(\.token) == [usdc, usdc])
    }

    @Test func withdrawalsArePlannedAsTheyAreExecuted() throws {
        let million: UInt128 = 1_000_000_000_000_000_000_000_000
        func plan(_ amount: UInt128, reserve: UInt128, target: UInt128 = 0) -> WithdrawalPlan? {
            WithdrawalPlan(
                Amount(amount), contract(1, target: target, decimals: 6),
                reserve: Amount(reserve))
        }
        let free = try #require(plan(million + 1, reserve: 2 * million))
        #expect(free.paid.units == million && free.fee.isZero && !free.isPartial)
        #expect(free.minimum == free.paid)
        let short = try #require(plan(million, reserve: million, target: 2 * million))
        #expect(short.fee.units > million / 200 && short.fee.units < million / 100)
        #expect(short.paid.units + short.fee.units <= million)
        #expect(short.minimum.units == short.paid.units - short.fee.units)
        let partial = try #require(plan(3 * million, reserve: 2 * million))
        #expect(partial.isPartial && partial.paid.units == 2 * million)
        // A node that lies about decimals or targets gets no plan.
        #expect(
            WithdrawalPlan(
                Amount(1), contract(1, target: 0, decimals: 19), reserve: .maximum) == nil)
        #expect(
            WithdrawalPlan(
                Amount(1), contract(1, target: (1 << 111) + 1), reserve: .maximum) == nil)
    }
}
