public import Bytes

/// The curve of a stable pool and the rise of its fee.
public struct StableTerms: FieldList, Hashable, Sendable {
    /// 100 A, with A as in Curve's contracts, where `Ann = A n`; in `LedgerLimits.amplification`.
    ///
    /// Of a pool with a ramp: the value at its start (`PoolRecord.amplification(at:)`).
    public var amplification: UInt32
    /// The rise of the fee of liquidity providers when the incoming coin has twice its even share of
    /// the pool, in parts of 1,000,000.
    public var feeSlope: UInt32
    /// The largest fee of liquidity providers, in parts of 1,000,000.
    public var maximumFeeRate: UInt32

    public init(amplification: UInt32, feeSlope: UInt32, maximumFeeRate: UInt32) {
        (self.amplification, self.feeSlope) = (amplification, feeSlope)
        self.maximumFeeRate = maximumFeeRate
    }

    public init(placeholder: ()) {
        self.init(amplification: 0, feeSlope: 0, maximumFeeRate: 0)
    }

    /// Amplification, fee slope, largest fee rate.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&amplification)
        try visitor.visit(&feeSlope)
        try visitor.visit(&maximumFeeRate)
    }

    /// Whether a stable pool with a least fee may have these terms.
    ///
    /// A fee of zero would let a round trip keep the slack of rounding.
    public func areValid(feeRate: UInt32) -> Bool {
        LedgerLimits.amplification.contains(amplification)
            && feeSlope <= LedgerLimits.maximumFeeSlope
            && feeRate > 0 && feeRate <= maximumFeeRate
            && maximumFeeRate <= LedgerLimits.maximumFeeRate
    }
}
