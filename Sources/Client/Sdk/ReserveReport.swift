public import Ledger
public import RpcApi

/// What chains hold of tokens with a reserve target, and what moves would fill those that are short.
public struct ReserveReport: Sendable {
    /// A chain's reserve of a token.
    public struct Row: Hashable, Sendable {
        public let chain: ChainID
        public let token: TokenID
        public let held: Amount
        /// Below it taking more out has a fee; 0 for none.
        public let target: Amount

        /// What lacks to the target.
        public var shortage: Amount { target.subtracting(held) ?? .zero }

        /// What is above the target; nothing without one.
        public var surplus: Amount {
            target.isZero ? .zero : held.subtracting(target) ?? .zero
        }
    }

    /// A transfer between chains outside of the network.
    public struct Move: Hashable, Sendable {
        public let token: TokenID
        public let source: ChainID
        public let destination: ChainID
        public let amount: Amount
    }

    /// Reserves, ascending by token and chain, of tokens that have a target on some chain.
    public let rows: [Row]
    /// Moves that fill every shortage as far as surpluses go: each token's largest shortage first, out of
    /// its largest surplus.
    public let moves: [Move]

    /// The report of a node's answers.
    public init(_ tokens: [TokenInfo], _ reserves: [ReserveInfo]) {
        var (rows, moves) = ([Row](), [Move]())
        for token in tokens.sorted(by: { $0.token < $1.token })
        where token.chains.contains(where: { !$0.reserveTarget.isZero }) {
            let own = token.chains.sorted { $0.chain < $1.chain }.map { contract in
                let held = reserves.first {
                    $0.chain == contract.chain && $0.token == token.token
                }
                return Row(
                    chain: contract.chain, token: token.token, held: held?.amount ?? .zero,
                    target: contract.reserveTarget)
            }
            moves += Self.moves(filling: own)
            rows += own
        }
        (self.rows, self.moves) = (rows, moves)
    }

    private static func moves(filling rows: [Row]) -> [Move] {
        var sources = rows.map { (chain: $0.chain, left: $0.surplus) }
            .sorted { $0.left > $1.left }
        var moves: [Move] = []
        for row in rows.sorted(by: { $0.shortage > $1.shortage }) {
            var missing = row.shortage
            for index in sources.indices {
                let amount = min(missing, sources[index].left)
                guard !amount.isZero else { continue }
                moves.append(
                    Move(
                        token: row.token, source: sources[index].chain, destination: row.chain,
                        amount: amount))
                missing = missing.subtracting(amount) ?? .zero
                sources[index].left = sources[index].left.subtracting(amount) ?? .zero
            }
        }
        return moves
    }
}
