public import Ledger

/// The fees of a trade, in parts of 1,000,000 of what goes in.
public struct FeeRates {
    /// The fee of liquidity providers, at most `LedgerLimits.maximumFeeRate`.
    public let providers: UInt32

    /// The fee of the protocol, on top.
    public var protocolRate: UInt32 { providers / LedgerLimits.protocolFeeDivisor }

    /// Both: at most 120,000.
    public var total: UInt32 { providers + protocolRate }

    static var denominator: UInt32 {
        UInt32(truncatingIfNeeded: LedgerLimits.feeDenominator)
    }

    /// The parts of a million that are traded.
    var kept: UInt32 { FeeRates.denominator - total }

    /// The rates of adding or removing one coin, of which a part is swapped: the share of the other
    /// coins in the pool, of their whole.
    ///
    /// The second term makes a coin in and another out no cheaper than their swap (found by search;
    /// `docs/design/0024-stable-pools.md`).
    func oneCoin(others: Amount, whole: Amount) throws(Rejection) -> OneCoinRates {
        let denominator = UInt64(FeeRates.denominator)
        let square = UInt64(total) * UInt64(total)
        let excess = (square + 4 * denominator - 1) / (4 * denominator)
        guard
            let swapped = Amount.ceilOfProduct(
                Amount(UInt128(total)), others, dividedBy: whole),
            let cut = Amount.floorOfProduct(
                Amount(UInt128(protocolRate)), others, dividedBy: whole)
        else { throw .overflow }
        // The others are at most the whole.
        return OneCoinRates(
            total: UInt32(truncatingIfNeeded: swapped.words.0) + UInt32(truncatingIfNeeded: excess),
            protocolRate: UInt32(truncatingIfNeeded: cut.words.0))
    }
}

/// The fees of adding or removing one coin, in parts of 1,000,000 of the coin.
struct OneCoinRates {
    /// The fees of providers and protocol: at most 123,600.
    let total: UInt32
    /// The protocol's part of them.
    let protocolRate: UInt32

    /// The parts of a million that are added or paid.
    var kept: UInt32 { FeeRates.denominator - total }
}

extension PoolRecord {
    /// The fees of a trade that makes the pool no less even: the least ones.
    @inline(__always)
    public var leastRates: FeeRates { FeeRates(providers: feeRate) }
}
