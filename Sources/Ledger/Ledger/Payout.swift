public import Bytes

/// Why a chain pays.
public enum PayoutKind: UInt8, Hashable, Sendable {
    /// A signed withdrawal.
    case withdrawal = 1
    /// A full exit.
    case fullExit = 2
    /// A swap from another chain.
    case crossSwap = 3
    /// A deposit or cross-chain swap that could not be applied.
    case refund = 4
}

/// What one chain must pay.
public struct Payout: Hashable, Sendable {
    /// Why it pays.
    public var kind: PayoutKind
    /// The account that pays, or `AccountID.none`.
    public var account: AccountID
    /// The sub-account that pays; for cross swaps and refunds the source chain.
    public var subAccount: UInt8
    /// Slot and nonce of a withdrawal, the queue index of the others.
    public var nonce: UInt64
    /// Who is paid.
    public var receiver: Bytes32
    /// What is paid.
    public var token: TokenID
    /// How much, in units of the chain.
    public var chainAmount: UInt128
    /// What a broker that prepays may keep, in parts of 10,000.
    public var fastFeeRate: UInt16

    /// Bytes of every payout.
    public static let byteCount = 66

    /// A payout with these fields.
    public init(
        kind: PayoutKind, account: AccountID, subAccount: UInt8, nonce: UInt64, receiver: Bytes32,
        token: TokenID, chainAmount: UInt128, fastFeeRate: UInt16
    ) {
        (self.kind, self.account, self.subAccount) = (kind, account, subAccount)
        (self.nonce, self.receiver, self.token) = (nonce, receiver, token)
        (self.chainAmount, self.fastFeeRate) = (chainAmount, fastFeeRate)
    }
}

extension Payout {
    /// The encoded payout.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: Payout.byteCount)
        encode(to: &writer)
        return writer.bytes
    }

    /// Reads a payout that fills `bytes`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Reads one payout.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        guard let kind = PayoutKind(rawValue: try reader.read()) else {
            throw .invalidValue(field: "payout kind")
        }
        self.kind = kind
        account = AccountID(try reader.read())
        subAccount = try reader.read()
        nonce = try reader.read()
        receiver = try reader.read()
        token = TokenID(try reader.read())
        chainAmount = try reader.read()
        fastFeeRate = try reader.read()
    }

    /// Writes the payout.
    public func encode(to writer: inout ByteWriter) {
        writer.append(kind.rawValue)
        writer.append(account.rawValue)
        writer.append(subAccount)
        writer.append(nonce)
        writer.append(receiver)
        writer.append(token.rawValue)
        writer.append(chainAmount)
        writer.append(fastFeeRate)
    }

    /// The payouts of one chain and block, concatenated.
    public static func encode(_ payouts: [Payout]) -> [UInt8] {
        var writer = ByteWriter(capacity: payouts.count * byteCount)
        for payout in payouts { payout.encode(to: &writer) }
        return writer.bytes
    }

    /// Reads concatenated payouts that fill `bytes`.
    public static func decodeAll(_ bytes: [UInt8]) throws(DecodingError) -> [Payout] {
        let count = bytes.count / byteCount
        guard count <= LedgerLimits.maximumPayouts else {
            throw .limitExceeded(limit: LedgerLimits.maximumPayouts, actual: count)
        }
        var reader = ByteReader(bytes)
        var payouts = [Payout]()
        while reader.remaining > 0 { payouts.append(try Payout(from: &reader)) }
        return payouts
    }
}
