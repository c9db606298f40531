/// A kind of state record.
public enum RecordKind: UInt8, Hashable, Sendable {
    /// Number and time of the last block.
    case network = 1
    /// An account's owner.
    case account = 2
    /// An owner's account.
    case owner = 3
    /// A trading key.
    case key = 4
    /// The balance of a sub-account in a token.
    case balance = 5
    /// A token's class.
    case token = 6
    /// A token's contract on a chain.
    case tokenOnChain = 7
    /// A chain's reserve of a token: custody less payouts ordered.
    case reserve = 8
    /// A pool.
    case pool = 9
    /// The pool of a kind for a set of tokens.
    case poolOfTokens = 10
    /// A chain of the network.
    case chain = 11
    /// The next number of accounts or pools.
    case counter = 12
    /// A set of signers of prices.
    case signerSet = 13
    /// The observations of a feed.
    case feed = 14
    /// The price of a feed.
    case price = 15
    /// A coin that backs the unified dollar.
    case collateral = 16
    /// The unified dollar.
    case dollar = 17
    /// A token against which vaults owe dollars.
    case vaultMarket = 18
    /// The debt of a sub-account against a token.
    case vault = 19

    /// Widths in bits of the numbers in the key, first to last; 0 where there are fewer than four.
    var widths: InlineArray<4, UInt64> {
        switch self {
        case .network, .dollar: [0, 0, 0, 0]
        case .account: [32, 0, 0, 0]
        case .key: [32, 8, 0, 0]
        case .balance, .vault: [32, 8, 16, 0]
        case .token, .pool, .feed, .price, .collateral, .vaultMarket: [16, 0, 0, 0]
        case .tokenOnChain: [16, 8, 0, 0]
        case .reserve: [8, 16, 0, 0]
        case .owner, .poolOfTokens, .chain, .counter, .signerSet: [8, 0, 0, 0]
        }
    }

    /// The part of the key after the numbers.
    var tail: RecordKeyTail {
        switch self {
        case .owner: .address
        case .poolOfTokens: .tokens
        case .network, .account, .key, .balance, .token, .tokenOnChain, .reserve, .pool, .chain,
            .counter, .signerSet, .feed, .price, .collateral, .dollar, .vaultMarket, .vault:
            .nothing
        }
    }
}

/// The part of a record's key that does not fit into 56 bits.
enum RecordKeyTail {
    case nothing
    /// 32 bytes.
    case address
    /// Four tokens, zeros after the last.
    case tokens
}
