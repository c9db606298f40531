/// Every limit of the ledger's encodings and rules.
public enum LedgerLimits {
    /// The largest sub-account number.
    public static let maximumSubAccount: UInt8 = 31
    /// The largest key slot.
    public static let maximumKeySlot: UInt8 = 15
    /// The largest pool number.
    public static let maximumPool: UInt16 = 0x7fff
    /// The token number of pool 0's liquidity share.
    public static let firstShareToken: UInt16 = 0x8000
    /// Decimals of every token on layer 2.
    public static let decimals: UInt8 = 18
    /// The denominator of rates in parts of 10,000.
    public static let rateDenominator: UInt64 = 10_000
    /// The largest fast fee rate, in parts of 10,000.
    public static let maximumFastFeeRate: UInt16 = 9_999
    /// The denominator of a pool's fee rates.
    public static let feeDenominator: UInt64 = 1_000_000
    /// The largest fee rate of a pool, in parts of 1,000,000.
    public static let maximumFeeRate: UInt32 = 100_000
    /// A pool's fee rate divided by its protocol fee rate.
    public static let protocolFeeDivisor: UInt32 = 5
    /// The most hops of a route.
    public static let maximumHops = 3
    /// The number of nonces that a key may use out of order, from its base on.
    public static let nonceWindow: UInt32 = 64
    /// The largest nonce base, so that the window's end fits 32 bits.
    public static let maximumNonceBase: UInt32 = .max - nonceWindow + 1
    /// The most operations in a block.
    public static let maximumOperations = 1_024
    /// The most bytes of a block's data.
    public static let maximumBlockBytes = 98_304
    /// The most chain operations of a block for one chain.
    public static let maximumChainOperations = 64
    /// The most tokens of a pool; it has at least two.
    public static let maximumPoolTokens = 4
    /// Shares that a new pool keeps for ever, so that one share never gets too large a value.
    public static let lockedShares = Amount(1_000)
    /// The version of the state, the operations and the header.
    public static let formatVersion: UInt8 = 2
    /// The largest number of a chain; 255 is the source of operations of the network.
    public static let maximumChain = ChainID(254)
    /// The most chains of a network: its header fits 2,048 bytes.
    public static let maximumChains = 23
    /// The most words of a record's key or value in the state tree.
    public static let maximumRecordWords = 64
    /// Bytes of a signature: a point and a scalar.
    public static let signatureByteCount = 80
}
