import Bytes
package import Ledger
package import Transition

/// Two traders, and the queue entries that open their accounts.
package struct TestTraders: Sendable {
    package var alice = Trader(1)
    package var bob = Trader(2)
    package static let coin: UInt128 = 1_000_000_000_000_000_000

    /// The first entries of the first chain's queue.
    package var entries: [PriorityOperation] {
        [
            TestTraders.register(Trader.token), TestTraders.register(Trader.otherToken),
            alice.deposit(1_000 * TestTraders.coin), alice.registration,
            bob.deposit(1_000 * TestTraders.coin), bob.registration,
        ]
    }

    package init() {
        alice.account = AccountID(1)
        bob.account = AccountID(2)
    }

    /// The contract of a token, the same on every chain.
    package static func contract(of token: TokenID) -> ChainAddress {
        ChainAddress(evm: Bytes20 { _ in UInt8(100 + token.rawValue) })
    }

    package static func register(_ token: TokenID) -> PriorityOperation {
        .registerToken(
            RegisterToken(
                token: token, contract: contract(of: token), decimals: 6, tokenClass: 0))
    }
}
