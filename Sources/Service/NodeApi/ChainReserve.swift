import Ledger
import Sequencing
import Transition

/// What a chain holds of a token, and what taking it out costs.
struct ChainReserve {
    private let reserve: Amount
    private let contract: TokenOnChainRecord?

    init(of token: TokenID, on chain: ChainID, _ sequencer: Sequencer) {
        // No reserve bounds a payout of an issued token.
        reserve = token.isIssued ? .maximum : sequencer.amount(.reserve(chain, token))
        contract = sequencer.contract(of: token, on: chain)
    }

    /// The payment of an amount, or of the part that can be paid; `nil` when the chain has no contract of
    /// the token.
    func payment(of amount: Amount) -> ReservePayment? {
        contract.flatMap {
            try? ReservePayment(
                of: amount, ReserveFees(target: $0.reserveTarget, reserve: reserve),
                scale: $0.scale, atMost: reserve)
        }
    }
}
