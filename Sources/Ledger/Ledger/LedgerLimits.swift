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
    /// The fee of liquidity providers divided by the protocol's on top.
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
    /// The amplifications of stable pools, 100 A: A from 1 to 10,000.
    public static let amplification: ClosedRange<UInt32> = 100...1_000_000
    /// The seconds that a ramp of an amplification takes: 3 days to a year.
    public static let rampSeconds: ClosedRange<UInt32> = 259_200...31_536_000
    /// The largest factor by which one ramp raises or lowers an amplification.
    public static let maximumRampFactor: UInt32 = 2
    /// The largest slope of a stable pool's fee, so that products stay in 128 bits.
    public static let maximumFeeSlope: UInt32 = 1_000_000
    /// The least balance of each coin of a new stable pool: a dollar.
    public static let leastStableBalance = Amount(1_000_000_000_000_000_000)
    /// The least fee rate of a stable pool with a yield-bearing coin, so that a step of its rate is worth
    /// no trade.
    public static let leastRatedFeeRate: UInt32 = 100
    /// The largest balance of a coin of a stable pool, so that all products stay in 256 bits.
    public static let maximumStableBalance = Amount(1 << 110)
    /// The least sum of balances with which a stable pool trades, so that no product rounds to zero.
    public static let leastStableSum = Amount(100_000_000_000_000_000)
    /// The largest ratio of two balances with which a stable pool trades; it bounds products too.
    public static let maximumStableRatio: UInt64 = 4_096
    /// The ratio of two balances above which no trade may leave a stable pool, unless it helps.
    public static let admittedStableRatio: UInt64 = 1_000
    /// The largest reserve target, so that fees of a reserve fit.
    public static let maximumReserveTarget = Amount(1 << 111)
    /// The most members of a set of signers.
    public static let maximumSigners = 7
    /// The fewest members of a set of signers that must agree.
    public static let leastSignerThreshold: UInt8 = 3
    /// The most prices that one operation posts.
    public static let maximumPrices = 4
    /// The most coins behind the unified dollar, so that its record fits.
    public static let maximumDollarCoins = 8
    /// The largest discount of a coin behind the dollar, in parts of 1,000,000.
    public static let maximumDiscount: UInt32 = 500_000
    /// The largest fee of a mint or a redemption, in parts of 1,000,000.
    public static let maximumDollarFee: UInt32 = 50_000
    /// The largest ceiling of a coin behind the dollar, so that the sum of eight fits.
    public static let maximumCeiling = Amount(1 << 120)
    /// The largest worth of collateral that a liquidation restores, in parts of 1,000,000 of the debt.
    public static let maximumVaultTarget: UInt32 = 5_000_000
    /// The least bonus of a liquidator, of whom a vault that cannot pay it needs a quarter.
    public static let leastVaultBonus: UInt32 = 10_000
    /// The least debt of a vault that has one.
    public static let leastVaultDebt = Amount(100_000_000_000_000_000_000)
    /// The version of the state, the operations and the header.
    public static let formatVersion: UInt8 = 2
    /// The codes of operations of the network's governance, in the queue of the governing chain.
    public static let governedOpcodes: ClosedRange<UInt8> = 0x06...0x0f
    /// The most bytes of the body of such an operation: a contract queues 256 with code and length.
    public static let maximumGovernedBytes = 253
    /// The largest number of a chain; 255 is the source of operations of the network.
    public static let maximumChain = ChainID(254)
    /// The most chains of a network: its header fits 2,048 bytes.
    public static let maximumChains = 23
    /// The most words of a record's key or value in the state tree.
    public static let maximumRecordWords = 64
    /// Bytes of a signature: a point and a scalar.
    public static let signatureByteCount = 80
}
