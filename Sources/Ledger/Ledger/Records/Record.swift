public import Bytes

/// The value of a state record.
public enum Record: Hashable, Sendable {
    /// Number and time of the last block.
    case network(NetworkRecord)
    /// An account.
    case account(AccountRecord)
    /// The account of an owner.
    case owner(AccountID)
    /// A trading key.
    case key(KeyRecord)
    /// The balance of a sub-account in a token.
    case balance(Amount)
    /// A token.
    case token(TokenRecord)
    /// A token's contract on a chain.
    case tokenOnChain(TokenOnChainRecord)
    /// A chain's reserve of a token: custody less payouts ordered.
    case reserve(Amount)
    /// A pool.
    case pool(PoolRecord)
    /// The pool of a kind for a set of tokens.
    case poolOfTokens(PoolID)
    /// A chain of the network.
    case chain(ChainRecord)
    /// The next number of accounts or pools.
    case counter(CounterRecord)
    /// A set of signers of prices.
    case signerSet(SignerSetRecord)
    /// The observations of a feed.
    case feed(FeedRecord)
    /// The price of a feed.
    case price(PriceRecord)
    /// A coin that backs the unified dollar.
    case collateral(CollateralRecord)
    /// The unified dollar.
    case dollar(DollarRecord)
    /// A token against which vaults owe dollars.
    case vaultMarket(VaultMarketRecord)
    /// The debt of a sub-account against a token.
    case vault(VaultRecord)
}

extension Record {
    /// The kind of the record.
    public var kind: RecordKind {
        switch self {
        case .network: .network
        case .account: .account
        case .owner: .owner
        case .key: .key
        case .balance: .balance
        case .token: .token
        case .tokenOnChain: .tokenOnChain
        case .reserve: .reserve
        case .pool: .pool
        case .poolOfTokens: .poolOfTokens
        case .chain: .chain
        case .counter: .counter
        case .signerSet: .signerSet
        case .feed: .feed
        case .price: .price
        case .collateral: .collateral
        case .dollar: .dollar
        case .vaultMarket: .vaultMarket
        case .vault: .vault
        }
    }

    /// A placeholder of a kind for a reader to overwrite.
    private init(placeholder kind: RecordKind) {
        self =
            switch kind {
            case .network: .network(NetworkRecord(placeholder: ()))
            case .account: .account(AccountRecord(placeholder: ()))
            case .owner: .owner(AccountID(0))
            case .key: .key(KeyRecord(placeholder: ()))
            case .balance: .balance(.zero)
            case .token: .token(TokenRecord(placeholder: ()))
            case .tokenOnChain: .tokenOnChain(TokenOnChainRecord(placeholder: ()))
            case .reserve: .reserve(.zero)
            case .pool: .pool(PoolRecord(placeholder: ()))
            case .poolOfTokens: .poolOfTokens(PoolID(0))
            case .chain: .chain(ChainRecord(placeholder: ()))
            case .counter: .counter(CounterRecord(placeholder: ()))
            case .signerSet: .signerSet(SignerSetRecord(placeholder: ()))
            case .feed: .feed(FeedRecord(placeholder: ()))
            case .price: .price(PriceRecord(placeholder: ()))
            case .collateral: .collateral(CollateralRecord(placeholder: ()))
            case .dollar: .dollar(DollarRecord(placeholder: ()))
            case .vaultMarket: .vaultMarket(VaultMarketRecord(placeholder: ()))
            case .vault: .vault(VaultRecord(placeholder: ()))
            }
    }

    private mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        func visited<Value: FieldList>(_ value: Value) throws(Visitor.Failure) -> Value {
            var value = value
            try visitor.visit(&value)
            return value
        }
        func rarelyVisited<Value: FieldList>(
            _ value: Value
        ) throws(Visitor.Failure) -> Value {
            var value = value
            try OutlinedVisitor.visit(&value, by: &visitor)
            return value
        }
        switch self {
        case .network(let record): self = .network(try visited(record))
        case .account(let record): self = .account(try visited(record))
        case .owner(let account): self = .owner(try visited(account))
        case .key(let record): self = .key(try visited(record))
        case .balance(let amount): self = .balance(try visited(amount))
        case .token(let record): self = .token(try visited(record))
        case .tokenOnChain(let record): self = .tokenOnChain(try visited(record))
        case .reserve(let amount): self = .reserve(try visited(amount))
        case .pool(let record): self = .pool(try visited(record))
        case .poolOfTokens(let pool): self = .poolOfTokens(try visited(pool))
        case .chain(let record): self = .chain(try visited(record))
        case .counter(let record): self = .counter(try visited(record))
        case .signerSet(let record): self = .signerSet(try rarelyVisited(record))
        case .feed(let record): self = .feed(try rarelyVisited(record))
        case .price(let record): self = .price(try rarelyVisited(record))
        case .collateral(let record): self = .collateral(try rarelyVisited(record))
        case .dollar(let record): self = .dollar(try rarelyVisited(record))
        case .vaultMarket(let record): self = .vaultMarket(try rarelyVisited(record))
        case .vault(let record): self = .vault(try rarelyVisited(record))
        }
    }
}

extension Record {
    /// The value as the words that the state tree hashes.
    public var words: [UInt32] {
        var record = self
        return WordWriter.words { record.visitFields(&$0) }
    }

    /// Writes the words of the value to the start of `memory` and returns how many.
    ///
    /// There must be room for `LedgerLimits.maximumRecordWords`.
    public func writeWords(to memory: UnsafeMutableBufferPointer<UInt32>) -> Int {
        var record = self
        return WordWriter.write(to: memory) { record.visitFields(&$0) }
    }

    /// The record of a kind whose words are exactly these.
    public init(kind: RecordKind, words: [UInt32]) throws(DecodingError) {
        self = try words.withUnsafeBufferPointer { words throws(DecodingError) in
            try Record(kind: kind, words: words)
        }
    }

    /// The record of a kind whose words are exactly those in memory.
    public init(
        kind: RecordKind, words: UnsafeBufferPointer<UInt32>
    ) throws(DecodingError) {
        self.init(placeholder: kind)
        var reader = WordReader(words)
        try visitFields(&reader)
        try reader.finish()
    }
}

extension FieldList {
    /// The value whose words are exactly those in memory: the fields of a record of this type.
    public init(recordWords words: UnsafeBufferPointer<UInt32>) throws(DecodingError) {
        self.init(placeholder: ())
        var reader = WordReader(words)
        try visitFields(&reader)
        try reader.finish()
    }

    /// Writes the words of a record of this type to the start of `memory` and returns how many.
    ///
    /// There must be room for `LedgerLimits.maximumRecordWords`.
    public func writeRecordWords(to memory: UnsafeMutableBufferPointer<UInt32>) -> Int {
        var value = self
        return WordWriter.write(to: memory) { value.visitFields(&$0) }
    }
}
